"""Turn a company's past applications and their outcomes into a data set: blind pairs with labels, without leaks, parted for an honest test."""
