"""Turn labelled examples into small models that fit the embedded encoder: adapters, heads and calibrations."""
