/** Columns of Langfuse's exports (plain names) that mean something of their own; every other column is a score. */
export const LANGFUSE_COLUMNS: ReadonlySet<string> = new Set([
  'id', 'spanid', 'traceid', 'traceidstring', 'projectid', 'starttime', 'endtime', 'parentobservationid', 'parentspanid', 'type', 'environment', 'name', 'level', 'statusmessage', 'version',
  'createdat', 'updatedat', 'input', 'output', 'metadata', 'model', 'internalmodelid', 'internalmodel', 'modelparameters', 'completionstarttime', 'promptid', 'promptname', 'promptversion',
  'latency', 'latencyms', 'timetofirsttoken', 'timetofirsttokenms', 'providedusagedetails', 'usagedetails', 'costdetails', 'providedcostdetails', 'inputcost', 'outputcost', 'totalcost',
  'calculatedinputcost', 'calculatedoutputcost', 'calculatedtotalcost', 'inputusage', 'outputusage', 'totalusage', 'usage', 'unit', 'prompttokens', 'completiontokens', 'totaltokens',
  'usagepricingtierid', 'usagepricingtiername', 'tooldefinitions', 'toolcalls', 'toolcallnames', 'tracename', 'tracetags', 'tags', 'tracetimestamp', 'userid', 'sessionid', 'release',
  'tooldefinitionscount', 'toolcallscount', 'modelid', 'providedmodelname', 'inputprice', 'outputprice', 'totalprice', 'comments', 'bookmarked', 'public', 'eventts', 'isdeleted',
  'metadatanames', 'metadatavalues', 'timestamp', 'observations', 'scores', 'scoresavg', 'countrycode', 'calledas', 'haschildren', 'depth', 'isappround', 'blobstoragefilepath', 'eventbytes', 'source',
  'isapproot', 'experimentid', 'experimentname', 'experimentmetadatanames', 'experimentmetadatavalues', 'experimentitemmetadatanames', 'experimentitemmetadatavalues',
])
