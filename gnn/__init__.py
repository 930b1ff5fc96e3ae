"""Foresight: landmarks, labels, neighbourhood features, models, calibration, explanation."""
