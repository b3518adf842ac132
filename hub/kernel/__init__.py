"""Words that every capability shares: instants, periods, spans, money and refusals. Pure."""
