"""Quality and speed, side by side with a baseline in the same run; each module runs by `python -m`."""
