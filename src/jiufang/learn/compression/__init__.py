"""Turn the encoder into a smaller and faster one: fewer pieces, fewer and narrower layers, fewer bits, and the choice among what came out."""
