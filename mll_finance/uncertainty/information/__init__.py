"""What finding out is worth before a choice: perfect, partial and sample information; arrays in, arrays out."""
