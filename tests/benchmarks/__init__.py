"""Speed, measured side by side in one run and read as ratios; ``make bench`` prints tables, writes build/bench.json."""
