/** Names that people give to the columns of a table of calls, without case and separators, in order of preference. */
export const PLAIN_COLUMNS = {
  prompt: ['messages', 'prompt', 'input', 'question', 'query', 'userinput', 'userprompt', 'usermessage', 'instruction', 'text', 'inputtext', 'prompttext', 'userquery', 'usertext', 'llminput', 'modelinput', 'userquestion', 'querytext', 'questiontext', 'llmprompt', 'requesttext', 'promptcontent', 'inputprompt', 'fullprompt', 'finalprompt', 'renderedprompt', 'human', 'humanmessage', 'promptmessages', 'inputmessages', 'userrequest', 'userutterance', 'request'],
  response: ['response', 'output', 'completion', 'answer', 'answertext', 'generatedtext', 'result', 'assistantresponse', 'modelresponse', 'outputtext', 'responsetext', 'modeloutput', 'assistantmessage', 'botresponse', 'llmresponse', 'llmoutput', 'airesponse', 'reply', 'generation', 'completiontext', 'aimessage', 'llmcompletion', 'llmanswer', 'aioutput', 'aianswer', 'aitext', 'gptresponse', 'chatbotresponse', 'botanswer', 'botmessage', 'botreply', 'assistantreply', 'assistantanswer', 'modelanswer', 'modelcompletion', 'generatedanswer', 'generatedoutput', 'generatedresponse', 'outputmessage', 'responsecontent', 'responsemessage', 'assistant', 'gpt'],
  system: ['system', 'systemprompt', 'systemmessage', 'instructions', 'systeminstruction', 'systeminstructions', 'systemcontent', 'developerprompt', 'developermessage'],
  model: ['model', 'modelname', 'engine', 'deployment', 'modelid', 'llm', 'llmmodel', 'modelused', 'deploymentname', 'modelversion'],
  inputTokens: ['inputtokens', 'prompttokens', 'tokensin', 'tokensprompt', 'inputtokencount', 'prompttokencount', 'numinputtokens', 'usageprompttokens', 'usageinputtokens', 'requesttokens', 'numprompttokens', 'nprompttokens', 'ninputtokens'],
  outputTokens: ['outputtokens', 'completiontokens', 'tokensout', 'tokenscompletion', 'outputtokencount', 'completiontokencount', 'numoutputtokens', 'usagecompletiontokens', 'usageoutputtokens', 'responsetokens', 'numcompletiontokens', 'ncompletiontokens', 'noutputtokens'],
  cachedTokens: ['cachedtokens', 'cachedinputtokens', 'cachereadinputtokens', 'cachereadtokens', 'usageprompttokensdetailscachedtokens', 'usagecachedtokens'],
  reasoningTokens: ['reasoningtokens', 'reasoningoutputtokens'],
  finishReason: ['finishreason', 'stopreason'],
  maxTokens: ['maxtokens', 'maxoutputtokens', 'maxcompletiontokens'],
} as const

/** The columns above, which therefore are no metadata. */
export const CONSUMED_COLUMNS: ReadonlySet<string> = new Set(Object.values(PLAIN_COLUMNS).flat())
