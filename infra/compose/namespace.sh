#!/bin/sh
# Our namespace, which keeps closed cases for a year. Repeating it changes nothing.
set -eu
temporal operator namespace describe --namespace huying > /dev/null 2>&1 \
	|| temporal operator namespace create --namespace huying --retention 8760h
