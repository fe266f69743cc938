# Runs Autobahn's fuzzing client in Jython: first its jar, then a JSON file that says what to do.
import sys

sys.path.insert(0, sys.argv[1])
sys.argv = ["wstest", "--mode", "fuzzingclient", "--spec", sys.argv[2]]

from autobahntestsuite import wstest

wstest.run()
