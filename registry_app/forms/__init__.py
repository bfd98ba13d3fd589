"""Forms: labels and widgets; what is valid, mldb's schemas decide."""
