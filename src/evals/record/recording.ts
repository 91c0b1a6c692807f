import { type Message, type Model, ModelUnavailable } from '../../agent/types.ts';
import { type Redactor, redactAll } from '../../text/redact.ts';
import type { LinesFile } from './json-lines.ts';
import { commonStart, type Conversations, conversationKey, hashesOf, type Purpose } from './recorded.ts';
import { redactReply } from './redact-reply.ts';

interface Tape {
  file: LinesFile;
  /** What was recorded before this process began. */
  earlier: Conversations;
  redact: Redactor;
}

/**
 * A model whose every answer is on disk before it is used. An answer that a trial had already got when it was cut off is
 * given again for the same request, so that it is paid for once; from the first other request on, the real model is asked.
 *
 * A judge is given its answer as it was recorded, so that a replay sees the same. An agent is given it as it came: a tool
 * call that was redacted would do something else.
 */
export function recordingModel(
  { file, earlier, redact }: Tape,
  { item, trial, purpose, real }: { item: string; trial: number; purpose: Purpose; real: Model },
): Model {
  const known = earlier.get(conversationKey({ item, trial, purpose })) ?? [];
  let next = 0;
  let onTrack = true;
  let before: readonly Message[] = [];
  return {
    async ask(request) {
      const seq = next++;
      const hashes = hashesOf(request);
      const from = commonStart(before, request.messages);
      before = request.messages;
      const again = known[seq];
      onTrack &&= again?.requestHash === hashes.requestHash && !again.redacted;
      if (onTrack && again?.reply) return again.reply;
      onTrack = false;

      const sent = request.messages.slice(from).filter(({ role }) => role === 'user');
      const line = { item, trial, purpose, seq, ...hashes, sent: redactAll(sent, redact) };
      try {
        const reply = await real.ask(request);
        const kept = redactReply(reply, redact);
        await file.append({ ...line, reply: kept.reply, fault: null, redacted: kept.redacted });
        return purpose === 'judge' ? kept.reply : reply;
      } catch (error) {
        if (error instanceof ModelUnavailable)
          await file.append({ ...line, reply: null, fault: redact(error.message), redacted: false });
        throw error;
      }
    },
  };
}
