"""Starts PostgreSQL and Valkey for one machine: unix sockets only, data in one folder, stopped with us."""
