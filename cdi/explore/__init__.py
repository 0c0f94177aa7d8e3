"""The analyst's desk: what `import cdi` offers, one line a question, each answer a value that shows itself."""
