"""`python -m demo.registers`: fills the registers (台账) of a running demo to the source's own figures."""
