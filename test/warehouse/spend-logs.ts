/** The columns of LiteLLM's table that matter here, in its spelling. */
export const SPEND_LOGS = 'request_id text PRIMARY KEY, call_type text, spend float8, total_tokens int, prompt_tokens int, completion_tokens int, "startTime" timestamp, "endTime" timestamp, request_duration_ms int, model text, model_group text, custom_llm_provider text, api_base text, "user" text, metadata jsonb, cache_hit text, request_tags jsonb, end_user text, messages jsonb, response jsonb, session_id text, status text, proxy_server_request jsonb'

/** Rows of that table: requests of two prompts, some failed, some answered by the cache. */
export function spendLogs(count: number) {
  return Array.from({ length: count }, (_, n) => {
    const isFailed = n % 10 === 7
    const [prompt, completion] = isFailed ? [0, 0] : [80 + (n % 30), 10]
    return {
      request_id: `req-${n}`, call_type: 'acompletion', spend: isFailed ? 0 : (prompt + 4 * completion) / 1e6, total_tokens: prompt + completion, prompt_tokens: prompt, completion_tokens: completion,
      startTime: `2026-11-0${1 + (n % 9)}T07:30:01.221`, endTime: `2026-11-0${1 + (n % 9)}T07:30:02.004`, request_duration_ms: 783, model: 'gpt-4o-mini', model_group: 'fast', custom_llm_provider: 'openai', api_base: '',
      user: `user-${n}`, metadata: { status: isFailed ? 'failure' : 'success', user_api_key_alias: 'prod', usage_object: { prompt_tokens_details: { cached_tokens: isFailed ? 0 : n % 20 } } },
      cache_hit: n % 10 === 8 ? 'True' : 'None', request_tags: ['User-Agent: openai', `User-Agent: openai/6.${n}`], end_user: '', messages: {}, session_id: `s-${n}`, status: isFailed ? 'failure' : 'success',
      response: isFailed ? {} : { id: `chatcmpl-${n}`, object: 'chat.completion', created: 1_793_777_402, model: 'gpt-4o-mini-2024-07-18', choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content: `Answer ${n}` } }] },
      proxy_server_request: isFailed ? {} : { model: 'fast', messages: [{ role: 'system', content: n % 2 === 0 ? `Draft a reply to order ${n}.` : 'Sort the mail.' }, { role: 'user', content: `Mail ${n}` }], temperature: 0.3 },
    }
  })
}
