#!/bin/sh
# Prints what somebody says in a WAV file of 16 kHz, by pocketsphinx and the small grammar beside this script.
set -e
model=/usr/share/pocketsphinx/model/en-us
exec pocketsphinx_continuous -infile "$1" -hmm $model/en-us -dict $model/cmudict-en-us.dict -jsgf "$(dirname "$0")/message.jsgf" -logfn /dev/null
