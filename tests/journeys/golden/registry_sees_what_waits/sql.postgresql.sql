-- $1  variable $first
-- $2  the viewer's token, as SHA-256
-- $3  now
SELECT convert_to(concat('{"data":{"reviewQueue":', (
    SELECT concat('{"totalCount":', (
        SELECT CASE WHEN (count(*) > 10000) THEN 'null' ELSE CAST(count(*) AS TEXT) END AS it_
        FROM (
            SELECT 1 AS one_
            FROM filing AS filing_1
            WHERE filing_1.transaction_number IS NOT NULL
              AND filing_1.state IN ('RECEIVED', 'UNDER_REVIEW', 'REFERRED')
            LIMIT 10000 + 1
          ) AS anon_1
      ), ',"nodes":[', coalesce(string_agg(concat('{"transactionNumber":',
        coalesce(to_json(anon_2.transaction_number), 'null'::json), ',"state":"', anon_2.state,
        '","proceedingType":', (
        SELECT concat('{"code":', to_json(proceeding_type_1.code), '}') AS concat_2
        FROM proceeding_type AS proceeding_type_1
        WHERE proceeding_type_1.code = anon_2.proceeding_type_code
      ), ',"times":{"deemedReceived":', CASE WHEN (anon_2.deemed_rule IS NULL
        OR anon_2.deemed_rule_version IS NULL
        OR anon_2.deemed_explanation_en IS NULL
        OR anon_2.deemed_explanation_tc IS NULL
        OR anon_2.deemed_explanation_sc IS NULL) THEN 'null' ELSE concat('{"at":',
        coalesce(to_char(anon_2.deemed_at, '\"YYYY-MM-DD"T"HH24:MI:SS.US"Z"\"'), 'null'), '}') END,
        '}}'), ','), ''), ']}') AS concat_1
    FROM (
        SELECT filing_1.id AS id, filing_1.purpose AS purpose, filing_1.state AS state,
            filing_1.proceeding_type_code AS proceeding_type_code, filing_1.office_code AS
            office_code, filing_1.case_id AS case_id, filing_1.owner_id AS owner_id,
            filing_1.organization_id AS organization_id, filing_1.relief AS relief,
            filing_1.nature_of_claim AS nature_of_claim, filing_1.amount_claimed_cents AS
            amount_claimed_cents, filing_1.resubmission_of_id AS resubmission_of_id,
            filing_1.transaction_number AS transaction_number, filing_1.started_at AS started_at,
            filing_1.upload_completed_at AS upload_completed_at, filing_1.submitted_at AS
            submitted_at, filing_1.received_at AS received_at, filing_1.deemed_rule AS deemed_rule,
            filing_1.deemed_rule_version AS deemed_rule_version, filing_1.deemed_at AS deemed_at,
            filing_1.deemed_pending AS deemed_pending, filing_1.deemed_judged_at AS deemed_judged_at,
            filing_1.deemed_court_day AS deemed_court_day, filing_1.deemed_closure_id AS
            deemed_closure_id, filing_1.deemed_explanation_en AS deemed_explanation_en,
            filing_1.deemed_explanation_tc AS deemed_explanation_tc, filing_1.deemed_explanation_sc
            AS deemed_explanation_sc, filing_1.effective_filed_at AS effective_filed_at,
            filing_1.reviewed_at AS reviewed_at, filing_1.recorded_at AS recorded_at,
            filing_1.sealed_at AS sealed_at, filing_1.inspectable_at AS inspectable_at,
            filing_1.ordered_at AS ordered_at, filing_1.fee_assessment_id AS fee_assessment_id,
            filing_1.service_request_id AS service_request_id, filing_1.version AS version
        FROM filing AS filing_1
        WHERE filing_1.transaction_number IS NOT NULL
          AND filing_1.state IN ('RECEIVED', 'UNDER_REVIEW', 'REFERRED')
        ORDER BY filing_1.ordered_at ASC, filing_1.id ASC
        LIMIT $1::INTEGER
      ) AS anon_2
  ), '},"extensions":{"cost":{"requested":2401,"limit":10000}}}'), 'UTF8') AS convert_to_1
FROM session AS session_
JOIN account AS viewer_ ON viewer_.id = session_.account_id
WHERE session_.token_sha256 = $2::BYTEA
  AND session_.revoked_at IS NULL
  AND session_.expires_at > $3::TIMESTAMP WITH TIME ZONE
  AND viewer_.kind = 'REGISTRY_OFFICER'
  AND viewer_.state = 'ACTIVE'
