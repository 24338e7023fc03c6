"""The integrated Court Case Management System: a court e-filing backend."""
