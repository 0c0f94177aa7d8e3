"""The analyst's desk: what `import cdi` offers, one line for each question, each answer a value that shows itself."""
