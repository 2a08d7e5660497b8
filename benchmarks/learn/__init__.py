"""Measure learning from start to end: worked examples that fine-tune, evaluate and promote, each against what was there before."""
