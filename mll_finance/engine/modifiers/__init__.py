"""What shapes the euros of a line over time: one modifier a file, each naming the fields of a line that it covers."""
