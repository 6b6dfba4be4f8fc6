"""`/registers`: 台账, each made from its declaration in `domain.registers.declared`. Pages use the same functions."""
