-- An import fills tables faster than autovacuum looks at them; planned for a few rows, each lookup would read a whole centre.
grant maintain on repairs, repair_search to foyer_app;
