"""The watch: finds broken promises, gives each a name and a date, and does not let go before it is put right."""
