# Installs the emulator of this repository, starts it in the background, and waits until it is up.
set -euo pipefail

folder="${RUNNER_TEMP:?}/twilio-memory-emulator"
mkdir -p "$folder"
if test -z "${EMULATOR_PYTHON:-}"; then
  python3 -m venv "$folder/venv"
  EMULATOR_PYTHON="$folder/venv/bin/python"
  "$EMULATOR_PYTHON" -m pip install --quiet --disable-pip-version-check "$GITHUB_ACTION_PATH/../../..[server]"
fi

arguments=(--port "$PORT")
if test -n "$LOAD"; then arguments+=(--load "$LOAD"); fi
nohup "$EMULATOR_PYTHON" -m twilio_memory.testing serve "${arguments[@]}" > "$folder/log" 2>&1 &
echo "$!" > "$folder/pid"

for _ in $(seq 100); do
  if curl --silent --fail --noproxy '*' --output /dev/null "http://127.0.0.1:$PORT/__emulator__/health"; then
    {
      echo "TWILIO_MEMORY_BASE_URL=http://127.0.0.1:$PORT"
      echo "TWILIO_API_KEY=SKemulator"
      echo "TWILIO_API_SECRET=emulator"
    } >> "$GITHUB_ENV"
    cat "$folder/log"
    exit 0
  fi
  sleep 0.2
done
cat "$folder/log" >&2
exit 1
