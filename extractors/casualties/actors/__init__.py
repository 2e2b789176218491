"""By whom: armed groups, forces and states as attackers."""
