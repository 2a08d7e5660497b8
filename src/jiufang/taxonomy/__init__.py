"""Name things once: skills and their aliases, degrees, certificates, languages, in Chinese and English."""
