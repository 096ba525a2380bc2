-- As for the orders themselves (0017): each imported order has its journal entry, and the month's figures look it up.
grant maintain on journal to foyer_app;
