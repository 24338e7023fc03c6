-- ?1  constant 0
-- ?2  variable $type
-- ?3  constant 0
-- ?4  the viewer's token, as SHA-256
-- ?5  now
SELECT concat('{"data":{"cases":', (
    SELECT concat('{"nodes":[', coalesce(group_concat(concat('{"number":', json_quote(anon_1.number),
        ',"standing":"', anon_1.standing, '","accessLevel":"', anon_1.access_level,
        '","accessOrders":[', coalesce((
        SELECT group_concat(concat('{"kind":"', anon_2.kind, '","state":"', anon_2.state,
            '","grounds":', json_quote(anon_2.grounds), ',"madeAt":', '"' ||
            replace(anon_2.made_at, ' ', 'T') || 'Z"', '}'), ',') AS group_concat_1
        FROM (
            SELECT access_order_1.id AS id, access_order_1.case_id AS case_id, access_order_1.kind
                AS kind, access_order_1.state AS state, access_order_1.grounds AS grounds,
                access_order_1.made_at AS made_at, access_order_1.lifted_at AS lifted_at,
                access_order_1.version AS version
            FROM access_order AS access_order_1
            WHERE access_order_1.case_id = anon_1.id
            ORDER BY access_order_1.made_at ASC, access_order_1.id ASC
          ) AS anon_2
      ), ''), '],"filings":', (
        SELECT concat('{"nodes":[', coalesce(group_concat(concat('{"transactionNumber":',
            json_quote(anon_3.transaction_number), ',"state":"', anon_3.state, '"}'), ','), ''),
            ']}') AS concat_3
        FROM (
            SELECT anon_4.id AS id, anon_4.purpose AS purpose, anon_4.state AS state,
                anon_4.proceeding_type_code AS proceeding_type_code, anon_4.office_code AS
                office_code, anon_4.case_id AS case_id, anon_4.owner_id AS owner_id,
                anon_4.organization_id AS organization_id, anon_4.relief AS relief,
                anon_4.nature_of_claim AS nature_of_claim, anon_4.amount_claimed_cents AS
                amount_claimed_cents, anon_4.resubmission_of_id AS resubmission_of_id,
                anon_4.transaction_number AS transaction_number, anon_4.started_at AS started_at,
                anon_4.upload_completed_at AS upload_completed_at, anon_4.submitted_at AS
                submitted_at, anon_4.received_at AS received_at, anon_4.deemed_rule AS deemed_rule,
                anon_4.deemed_rule_version AS deemed_rule_version, anon_4.deemed_at AS deemed_at,
                anon_4.deemed_pending AS deemed_pending, anon_4.deemed_judged_at AS deemed_judged_at,
                anon_4.deemed_court_day AS deemed_court_day, anon_4.deemed_closure_id AS
                deemed_closure_id, anon_4.deemed_explanation_en AS deemed_explanation_en,
                anon_4.deemed_explanation_tc AS deemed_explanation_tc, anon_4.deemed_explanation_sc
                AS deemed_explanation_sc, anon_4.effective_filed_at AS effective_filed_at,
                anon_4.reviewed_at AS reviewed_at, anon_4.recorded_at AS recorded_at,
                anon_4.sealed_at AS sealed_at, anon_4.inspectable_at AS inspectable_at,
                anon_4.ordered_at AS ordered_at, anon_4.fee_assessment_id AS fee_assessment_id,
                anon_4.service_request_id AS service_request_id, anon_4.version AS version
            FROM (
                SELECT filing_1.id AS id, filing_1.purpose AS purpose, filing_1.state AS state,
                    filing_1.proceeding_type_code AS proceeding_type_code, filing_1.office_code AS
                    office_code, filing_1.case_id AS case_id, filing_1.owner_id AS owner_id,
                    filing_1.organization_id AS organization_id, filing_1.relief AS relief,
                    filing_1.nature_of_claim AS nature_of_claim, filing_1.amount_claimed_cents AS
                    amount_claimed_cents, filing_1.resubmission_of_id AS resubmission_of_id,
                    filing_1.transaction_number AS transaction_number, filing_1.started_at AS
                    started_at, filing_1.upload_completed_at AS upload_completed_at,
                    filing_1.submitted_at AS submitted_at, filing_1.received_at AS received_at,
                    filing_1.deemed_rule AS deemed_rule, filing_1.deemed_rule_version AS
                    deemed_rule_version, filing_1.deemed_at AS deemed_at, filing_1.deemed_pending AS
                    deemed_pending, filing_1.deemed_judged_at AS deemed_judged_at,
                    filing_1.deemed_court_day AS deemed_court_day, filing_1.deemed_closure_id AS
                    deemed_closure_id, filing_1.deemed_explanation_en AS deemed_explanation_en,
                    filing_1.deemed_explanation_tc AS deemed_explanation_tc,
                    filing_1.deemed_explanation_sc AS deemed_explanation_sc,
                    filing_1.effective_filed_at AS effective_filed_at, filing_1.reviewed_at AS
                    reviewed_at, filing_1.recorded_at AS recorded_at, filing_1.sealed_at AS
                    sealed_at, filing_1.inspectable_at AS inspectable_at, filing_1.ordered_at AS
                    ordered_at, filing_1.fee_assessment_id AS fee_assessment_id,
                    filing_1.service_request_id AS service_request_id, filing_1.version AS version
                FROM filing AS filing_1
                WHERE filing_1.transaction_number IS NOT NULL
                  AND filing_1.case_id = anon_1.id
                ORDER BY filing_1.ordered_at DESC, filing_1.id DESC
                LIMIT 2 OFFSET ?
              ) AS anon_4
            ORDER BY anon_4.ordered_at ASC, anon_4.id ASC
          ) AS anon_3
      ), '}'), ','), ''), ']}') AS concat_2
    FROM (
        SELECT court_case_1.id AS id, court_case_1.court_code AS court_code,
            court_case_1.proceeding_type_code AS proceeding_type_code, court_case_1.year AS year,
            court_case_1.running_number AS running_number, court_case_1.number AS number,
            court_case_1.title AS title, court_case_1.nature_of_claim AS nature_of_claim,
            court_case_1.relief AS relief, court_case_1.standing AS standing,
            court_case_1.access_level AS access_level, court_case_1.commenced_on AS commenced_on,
            court_case_1.opened_at AS opened_at, court_case_1.version AS version
        FROM court_case AS court_case_1
        WHERE court_case_1.proceeding_type_code = ?
        ORDER BY court_case_1.commenced_on DESC, court_case_1.id DESC
        LIMIT 50 OFFSET ?
      ) AS anon_1
  ), '},"extensions":{"cost":{"requested":251,"limit":10000}}}') AS concat_1
FROM session AS session_
JOIN account AS viewer_ ON viewer_.id = session_.account_id
WHERE session_.token_sha256 = ?
  AND session_.revoked_at IS NULL
  AND session_.expires_at > ?
  AND viewer_.kind = 'REGISTRY_OFFICER'
  AND viewer_.state = 'ACTIVE'
