"""巡查与联合行动: rounds of chiefs, and operations of several units. Rules of their own, the engine of a case."""
