"""Measurements that say something on any machine: numbers of queries, ratios within one run, plans of PostgreSQL."""
