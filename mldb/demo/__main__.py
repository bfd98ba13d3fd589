"""`python -m mldb.demo`."""

import sys

from mldb.demo import main

sys.exit(main())
