"""The report in Word: real headings, tables with heads that repeat, figures with an alternative, an own template."""
