#!/bin/sh
# A claude that answers at once, and keeps a transcript as the real one does: what is left of a turn's time is the wrapper's.
date +%s%N >"$0.started"
if [ "$1" = --version ]; then echo '2.1.329 (Claude Code)'; exit; fi
for argument; do case $argument in --session-id=* | --resume=*) id=${argument#*=} ;; esac; done
cat >/dev/null
read -r asked </proc/sys/kernel/random/uuid
read -r answered </proc/sys/kernel/random/uuid
tip=null
if [ -f "$0.tips/$id" ]; then read -r last <"$0.tips/$id"; tip="\"$last\""; fi
said="\"sessionId\":\"$id\",\"cwd\":\"$PWD\",\"version\":\"2.1.329\",\"timestamp\":\"2026-01-01T00:00:00.000Z\""
message="{\"id\":\"msg_$answered\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"claude-quick\",\"content\":[{\"type\":\"text\",\"text\":\"ok\"}],\"usage\":{\"input_tokens\":10,\"output_tokens\":1}}"
printf '%s\n' \
  "{\"type\":\"user\",\"uuid\":\"$asked\",\"parentUuid\":$tip,$said,\"message\":{\"role\":\"user\",\"content\":\"hello\"}}" \
  "{\"type\":\"assistant\",\"uuid\":\"$answered\",\"parentUuid\":\"$asked\",$said,\"message\":$message}" >>"$QUICK_CLAUDE_PROJECT/$id.jsonl"
echo "$answered" >"$0.tips/$id"
echo "{\"type\":\"system\",\"subtype\":\"init\",\"session_id\":\"$id\",\"cwd\":\"$PWD\",\"model\":\"claude-quick\",\"permissionMode\":\"default\",\"tools\":[],\"claude_code_version\":\"2.1.329\"}"
[ -z "$QUICK_CLAUDE_STREAM" ] || cat "$QUICK_CLAUDE_STREAM"
printf '%s\n' \
  "{\"type\":\"assistant\",\"uuid\":\"$answered\",\"session_id\":\"$id\",\"message\":$message}" \
  "{\"type\":\"result\",\"subtype\":\"success\",\"is_error\":false,\"session_id\":\"$id\",\"result\":\"ok\",\"num_turns\":1,\"duration_ms\":1,\"total_cost_usd\":0}"
