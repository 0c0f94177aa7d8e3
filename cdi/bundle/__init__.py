"""What one analysis leaves on disk: figures, facts, charts, tables, a manifest and digests of the rows."""
