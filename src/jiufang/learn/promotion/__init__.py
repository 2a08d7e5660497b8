"""Turn a trained model into a signal of the score, or refuse it with the reason: gates, signatures, a register, one step back."""
