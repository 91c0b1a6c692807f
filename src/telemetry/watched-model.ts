import type { Model, ModelReply, ModelRequest } from '../agent/types.ts';
import { inSpan } from './scope.ts';
import type { Attributes, Metrics, ModelCall } from './types.ts';

/**
 * The same model, whose calls are measured and traced by the conventions for generative AI (semantic conventions 1.41,
 * in development): what was asked and answered never is, only how much of it.
 */
export function watchedModel(model: Model, role: ModelCall['role'], metrics: Metrics | null): Model {
  return {
    ask: (request) =>
      inSpan(`chat ${request.model}`, { client: true, attributes: asked(request, role) }, async (span) => {
        const startedAt = performance.now();
        const told = (reply: ModelCall['reply']) =>
          metrics?.modelCalled({ role, model: request.model, seconds: (performance.now() - startedAt) / 1000, reply });
        try {
          const reply = await model.ask(request);
          told(reply);
          span?.set(answered(reply));
          return reply;
        } catch (error) {
          if (!request.signal.aborted) told(null);
          throw error;
        }
      }),
  };
}

function asked({ model, maxTokens, temperature }: ModelRequest, role: ModelCall['role']): Attributes {
  return {
    'gen_ai.operation.name': 'chat',
    'gen_ai.provider.name': 'anthropic',
    'gen_ai.request.model': model,
    'gen_ai.request.max_tokens': maxTokens,
    ...(temperature === undefined ? {} : { 'gen_ai.request.temperature': temperature }),
    'fettle.role': role,
  };
}

/** The conventions count cached tokens as input; Anthropic's API counts them beside it. */
function answered({ model, stopReason, usage, costUsd }: ModelReply): Attributes {
  return {
    'gen_ai.response.model': model,
    'gen_ai.response.finish_reasons': [stopReason],
    'gen_ai.usage.input_tokens': usage.input + usage.cacheRead + usage.cacheWrite,
    'gen_ai.usage.output_tokens': usage.output,
    'gen_ai.usage.cache_read.input_tokens': usage.cacheRead,
    'gen_ai.usage.cache_creation.input_tokens': usage.cacheWrite,
    'fettle.cost_usd': costUsd,
  };
}
