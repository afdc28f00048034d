"""Tables and columns that the benchmark's rows go to."""

TALK = (
    "conversation(id,brand_id,channel,source,customer_id,customer_name,order_number,order_text,order_fields,assigned_to,"
    "assigned_at,opened_at,closed_at,csat,topic,topic_evidence,waiting_since,due_at)"
)
MESSAGE = (
    "message(id,conversation_id,source,external_id,at,stored_at,channel,direction,author_kind,author_id,visibility,"
    "in_reply_to,attachments,event,text,draft_id,position,turn_end)"
)
WAIT = "wait(id,conversation_id,opened_by,opened_at,closed_by,closed_at,target_minutes,due_at,working_seconds)"
CARD = (
    "scorecard(id,conversation_id,message_id,operator_id,channel,topic,replied_at,level,standard_version,"
    "profile_version,scorer_version,input_hash,total,decided_share,critical,unscored_reason,verdicts,current,created_at)"
)
LOW = "criterion_score(id,scorecard_id,operator_id,criterion,verdict,value,replied_at)"
MARK = "card_mark(scorecard_id,mark,replied_at)"
REVIEW = "review(id,scorecard_id,reviewer,state,root_cause,note,at)"
EDIT = "score_edit(id,scorecard_id,criterion,verdict,action,reason,author,at)"
DISPUTE = "dispute(id,scorecard_id,criterion,operator_id,comment,state,decision,decided_by,opened_at,decided_at)"
DRAFT = "draft(id,conversation_id,kind,topic,body,text,level,provenance,created_at,operator_id,variant_of,shown_at)"
DECISION = (
    "draft_decision(draft_id,decision,reason,final_text,similarity,changes,edit_kinds,seconds,operator_id,message_id,"
    "at)"
)
GAP = "gap(id,conversation_id,ask,topic,nearest,at)"
RATING = "rating(id,conversation_id,source,external_id,share,given,comment,at)"
PROMISE = 'promise(id,conversation_id,message_id,operator_id,start,"end",due_at,owner,kept)'
ASSIST = "daily_assist(day,operator_id,topic,channel,level,outcome,drafts,timed,seconds)"
SUMMED = "measure,level,standard_version,scorer_version,replies,conversations,total,total_squared"
ROLLUP = f"daily_rollup(day,operator_id,topic,channel,{SUMMED})"
PERSON = f"operator_day(day,operator_id,{SUMMED})"
WAITS = "daily_wait(day,operator_id,topic,channel,bucket,answered,in_target,with_target,still_open)"
