"""What the program costs, each table with a peer beside it: ``make bench`` runs them all and keeps nothing."""
