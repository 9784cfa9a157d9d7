#!/usr/bin/env bash
# The action's check step. It never fails by itself, so that the report is uploaded first; the last step gives the verdict.
set -uo pipefail

sarif="$RUNNER_TEMP/twelvecheck.sarif"
# An earlier step of the job may have left its own.
rm -f "$sarif"
binary="${TWELVECHECK:-$RUNNER_TEMP/twelvecheck/bin/twelvecheck}"

read -r -a paths <<<"${INPUT_PATHS:-.}"
read -r -a args <<<"${INPUT_ARGS:-}"

"$binary" check --format concise --output "sarif=$sarif" --fail-on "${INPUT_FAIL_ON:-warning}" \
  ${args[@]+"${args[@]}"} -- "${paths[@]}"
code=$?

echo "exit-code=$code" >>"$GITHUB_OUTPUT"
if [ -f "$sarif" ]; then
  echo "sarif-file=$sarif" >>"$GITHUB_OUTPUT"
fi
exit 0
