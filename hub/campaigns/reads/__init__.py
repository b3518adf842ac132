"""Looking up audiences, campaigns, and how they did."""
