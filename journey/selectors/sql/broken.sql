-- Every promise that is broken at a moment in one municipality.
-- Each part begins at rows whose day has passed, so that the cost follows the broken promises and not the cases.
-- Parameters: municipality, now, today, zone, midnight (of today), touched_since, prove_before, equal_before.

WITH open_case AS NOT MATERIALIZED (
    SELECT id, child_id FROM journey_case WHERE closed_at IS NULL AND municipality_id = %(municipality)s
), entitled AS NOT MATERIALIZED (
    SELECT c.id AS case_id, r.person_id FROM open_case c JOIN journey_relation r ON r.child_id = c.child_id
    WHERE r.kind = 'custodian' AND r.period @> %(now)s::timestamptz
), absent AS MATERIALIZED (
    SELECT person_id, cover_id FROM journey_absence
    WHERE municipality_id = %(municipality)s AND first_day <= %(today)s
    AND (last_day IS NULL OR last_day >= %(today)s)
), gone AS MATERIALIZED (
    SELECT e.person_id FROM journey_employment e JOIN journey_person p ON p.id = e.person_id
    WHERE e.municipality_id = %(municipality)s GROUP BY e.person_id, p.is_active
    HAVING NOT (p.is_active AND bool_or(e.period @> %(now)s::timestamptz))
), away AS MATERIALIZED (
    SELECT person_id FROM absent UNION SELECT person_id FROM gone
), at_home AS MATERIALIZED (
    -- whoever works here and is a custodian of the child is no staff of that case
    SELECT DISTINCT e.case_id, e.person_id FROM journey_employment w JOIN entitled e ON e.person_id = w.person_id
    WHERE w.municipality_id = %(municipality)s AND w.person_id NOT IN (SELECT person_id FROM gone)
), touched AS MATERIALIZED (
    SELECT case_id FROM journey_event WHERE occurred_at >= %(touched_since)s AND case_id IS NOT NULL
    UNION SELECT case_id FROM journey_meeting
        WHERE state = 'planned' AND starts_at BETWEEN %(touched_since)s AND %(now)s
    UNION SELECT case_id FROM journey_gap WHERE kind = 'nothing_next' AND closed_at IS NULL
), unproven AS NOT MATERIALIZED (
    SELECT x.case_id, x.person_id, x.notice_id, x.recorded_at, x.unreachable_since
    FROM journey_recipient x JOIN entitled e ON e.case_id = x.case_id AND e.person_id = x.person_id
    WHERE x.is_family AND x.informed_at IS NULL
    AND NOT EXISTS (SELECT 1 FROM journey_signoff o WHERE o.recipient_id = x.id)
)

SELECT 'next_word_broken' AS kind, w.case_id, w.id AS subject_id, w.person_id, w.promised_on + 1 AS broken_on
FROM journey_nextword w JOIN entitled e ON e.case_id = w.case_id AND e.person_id = w.person_id
WHERE w.is_owed AND w.promised_on < %(today)s

UNION ALL
SELECT 'wait_review_late', w.case_id, w.id, NULL::uuid, w.review_on + 1
FROM journey_wait w JOIN open_case c ON c.id = w.case_id
WHERE w.ended_at IS NULL AND w.review_on < %(today)s

UNION ALL
SELECT 'step_follow_up_late', s.case_id, s.id, NULL::uuid, s.follow_up_on + 1
FROM journey_step s JOIN open_case c ON c.id = s.case_id
WHERE s.state = 'now' AND s.follow_up_on < %(today)s

UNION ALL
SELECT 'holder_left', held.case_id, held.id, NULL::uuid, %(today)s::date
FROM (
    SELECT person_id, NULL::uuid AS case_id FROM gone UNION ALL SELECT person_id, case_id FROM at_home
) lost JOIN (
    SELECT case_id, id, owner_id AS person_id FROM journey_step WHERE state = 'now'
    UNION ALL
    SELECT case_id, id, holder_id FROM journey_wait WHERE ended_at IS NULL
    UNION ALL
    SELECT case_id, id, owner_id FROM journey_agreement WHERE closed_at IS NULL AND owner_role <> 'family'
) held ON held.person_id = lost.person_id AND (lost.case_id IS NULL OR lost.case_id = held.case_id)
JOIN open_case c ON c.id = held.case_id

UNION ALL
SELECT 'contact_unreachable', a.case_id, a.case_id, NULL::uuid, %(today)s::date
FROM away JOIN journey_contactassignment a ON a.person_id = away.person_id AND a.period @> %(now)s::timestamptz
JOIN open_case c ON c.id = a.case_id
-- a contact who has left is no contact, whoever stands in; one who is away is missed when nobody does
WHERE (a.case_id, a.person_id) NOT IN (SELECT case_id, person_id FROM at_home)
AND (a.person_id IN (SELECT person_id FROM gone) OR (
    a.deputy_id IN (SELECT person_id FROM away) OR (a.case_id, a.deputy_id) IN (SELECT case_id, person_id FROM at_home)
) AND NOT EXISTS (
    SELECT 1 FROM absent WHERE absent.person_id = a.person_id
    AND absent.cover_id NOT IN (SELECT person_id FROM away)
    AND (a.case_id, absent.cover_id) NOT IN (SELECT case_id, person_id FROM at_home)
))

UNION ALL
-- a contact who is a parent in the case is none either
SELECT 'contact_unreachable', a.case_id, a.case_id, NULL::uuid, %(today)s::date
FROM at_home JOIN journey_contactassignment a
    ON a.case_id = at_home.case_id AND a.person_id = at_home.person_id AND a.period @> %(now)s::timestamptz

UNION ALL
SELECT 'nothing_next', c.id, c.id, NULL::uuid, %(today)s::date
FROM open_case c JOIN touched ON touched.case_id = c.id
-- what the family cannot see is nothing for them to look forward to
WHERE NOT EXISTS (
    SELECT 1 FROM journey_step s WHERE s.case_id = c.id AND s.state = 'planned' AND s.visibility <> 'withheld'
)
AND NOT EXISTS (
    SELECT 1 FROM journey_meeting m WHERE m.case_id = c.id AND m.state = 'planned' AND m.starts_at > %(now)s
    AND m.only_for_id IS NULL AND m.visibility <> 'withheld'
)
AND NOT EXISTS (
    SELECT 1 FROM journey_decision d LEFT JOIN journey_step s ON s.id = d.step_id
    WHERE d.case_id = c.id AND d.decided_at IS NULL
    AND d.visibility <> 'withheld' AND s.visibility IS DISTINCT FROM 'withheld'
)

UNION ALL
SELECT 'not_informed', u.case_id, u.case_id, u.person_id, min((u.recorded_at AT TIME ZONE %(zone)s)::date)
FROM unproven u JOIN journey_notice n ON n.id = u.notice_id
WHERE n.is_critical AND u.recorded_at < %(prove_before)s
GROUP BY u.case_id, u.person_id

UNION ALL
SELECT 'unreachable', u.case_id, u.case_id, u.person_id, min((u.unreachable_since AT TIME ZONE %(zone)s)::date)
FROM unproven u WHERE u.unreachable_since IS NOT NULL
GROUP BY u.case_id, u.person_id

UNION ALL
SELECT 'informed_unequally', u.case_id, u.case_id, u.person_id, min((u.recorded_at AT TIME ZONE %(zone)s)::date)
FROM unproven u
WHERE u.recorded_at < %(equal_before)s AND EXISTS (
    SELECT 1 FROM journey_recipient other
    WHERE other.notice_id = u.notice_id AND other.is_family AND other.informed_at IS NOT NULL
)
GROUP BY u.case_id, u.person_id

UNION ALL
SELECT 'meeting_unsettled', m.case_id, m.id, m.only_for_id, (m.starts_at AT TIME ZONE %(zone)s)::date + 1
FROM journey_meeting m JOIN open_case c ON c.id = m.case_id
WHERE m.state = 'planned' AND m.starts_at < %(midnight)s

UNION ALL
SELECT 'conclusion_late', m.case_id, m.id, m.only_for_id, m.conclusion_due_on + 1
FROM journey_meeting m JOIN open_case c ON c.id = m.case_id
WHERE m.state = 'held' AND m.conclusion = '' AND m.conclusion_due_on < %(today)s

UNION ALL
SELECT 'agreement_late', a.case_id, a.id, NULL::uuid, a.due_on + 1
FROM journey_agreement a JOIN open_case c ON c.id = a.case_id
WHERE a.closed_at IS NULL AND a.due_on < %(today)s

UNION ALL
SELECT 'decision_late', d.case_id, d.id, NULL::uuid, d.expected_on + 1
FROM journey_decision d JOIN open_case c ON c.id = d.case_id
WHERE d.decided_at IS NULL AND d.decider_id IS NOT NULL AND d.expected_on < %(today)s

UNION ALL
SELECT 'decision_without_decider', d.case_id, d.id, NULL::uuid, %(today)s::date
FROM journey_decision d JOIN open_case c ON c.id = d.case_id
WHERE d.decided_at IS NULL AND d.decider_id IS NULL

UNION ALL
SELECT 'question_late', q.case_id, q.id, q.asker_id, q.promised_on + 1
FROM journey_question q JOIN journey_case c ON c.id = q.case_id AND c.municipality_id = %(municipality)s
JOIN journey_relation r ON r.child_id = c.child_id AND r.person_id = q.asker_id AND r.kind = 'custodian'
    AND r.period @> %(now)s::timestamptz
-- also of a closed case: its contact stays for questions, and owes an answer (RQ-038)
WHERE q.closed_at IS NULL AND q.promised_on < %(today)s
