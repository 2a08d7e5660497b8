"""Turn what a person decides about a candidate into a move from stage to stage, and what was decided into figures and reasons."""
