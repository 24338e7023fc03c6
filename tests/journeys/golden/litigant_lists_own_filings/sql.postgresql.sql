-- $1  the viewer's token, as SHA-256
-- $2  now
SELECT convert_to(concat('{"data":{"filings":', (
    SELECT concat('{"totalCount":', (
        SELECT CASE WHEN (count(*) > 10000) THEN 'null' ELSE CAST(count(*) AS TEXT) END AS it_
        FROM (
            SELECT 1 AS one_
            FROM filing AS filing_1
            WHERE (filing_1.owner_id = viewer_.id
                AND (filing_1.case_id IS NULL
                  OR (EXISTS (
                      SELECT 1
                      FROM court_case AS court_case_1
                      WHERE court_case_1.id = filing_1.case_id
                        AND court_case_1.access_level IN ('PUBLIC_INSPECTION', 'PARTIES')
                    )))
                OR filing_1.state IN ('ACCEPTED', 'PARTIALLY_ACCEPTED', 'RECORDED')
                AND (EXISTS (
                    SELECT 1
                    FROM court_case AS court_case_2
                    WHERE court_case_2.id = filing_1.case_id
                      AND court_case_2.access_level IN ('PUBLIC_INSPECTION', 'PARTIES')
                      AND (EXISTS (
                          SELECT 1
                          FROM linkage AS linkage_1
                          WHERE linkage_1.case_id = court_case_2.id
                            AND linkage_1.account_id = viewer_.id
                            AND linkage_1.until_at IS NULL
                        ))
                  )))
              AND filing_1.id IN (
                SELECT filing_2.id
                FROM filing AS filing_2
                WHERE filing_2.owner_id = viewer_.id
                UNION ALL
                SELECT filing_3.id
                FROM filing AS filing_3
                WHERE filing_3.case_id IN (
                    SELECT linkage_2.case_id
                    FROM linkage AS linkage_2
                    WHERE linkage_2.account_id = viewer_.id
                      AND linkage_2.until_at IS NULL
                  )
                  AND filing_3.state IN ('ACCEPTED', 'PARTIALLY_ACCEPTED', 'RECORDED')
              )
            LIMIT 10000 + 1
          ) AS anon_1
      ), ',"nodes":[', coalesce(string_agg(concat('{"transactionNumber":',
        coalesce(to_json(anon_2.transaction_number), 'null'::json), ',"state":"', anon_2.state,
        '","purpose":"', anon_2.purpose, '","case":', coalesce((
        SELECT concat('{"number":', to_json(court_case_3.number), '}') AS concat_2
        FROM court_case AS court_case_3
        WHERE court_case_3.access_level IN ('PUBLIC_INSPECTION', 'PARTIES')
          AND (EXISTS (
              SELECT 1
              FROM linkage AS linkage_3
              WHERE linkage_3.case_id = court_case_3.id
                AND linkage_3.account_id = viewer_.id
                AND linkage_3.until_at IS NULL
            ))
          AND court_case_3.id = anon_2.case_id
      ), 'null'), ',"documents":[', coalesce((
        SELECT string_agg(
            concat('{"ordinal":', anon_3.ordinal, ',"disposition":"', anon_3.disposition, '"}'), ',')
            AS string_agg_1
        FROM (
            SELECT filing_document_1.id AS id, filing_document_1.filing_id AS filing_id,
                filing_document_1.document_id AS document_id, filing_document_1.ordinal AS ordinal,
                filing_document_1.attached_to AS attached_to, filing_document_1.disposition AS
                disposition, filing_document_1.version AS version
            FROM filing_document AS filing_document_1
            WHERE filing_document_1.filing_id = anon_2.id
            ORDER BY filing_document_1.ordinal ASC
          ) AS anon_3
      ), ''), '],"decision":', coalesce((
        SELECT concat('{"outcome":"', review_decision_1.outcome, '","decidedAt":',
            to_char(review_decision_1.decided_at, '\"YYYY-MM-DD"T"HH24:MI:SS.US"Z"\"'), '}') AS
            concat_3
        FROM review_decision AS review_decision_1
        WHERE review_decision_1.filing_id = anon_2.id
      ), 'null'), '}'), ','), ''), ']}') AS concat_1
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
        WHERE (filing_1.owner_id = viewer_.id
            AND (filing_1.case_id IS NULL
              OR (EXISTS (
                  SELECT 1
                  FROM court_case AS court_case_1
                  WHERE court_case_1.id = filing_1.case_id
                    AND court_case_1.access_level IN ('PUBLIC_INSPECTION', 'PARTIES')
                )))
            OR filing_1.state IN ('ACCEPTED', 'PARTIALLY_ACCEPTED', 'RECORDED')
            AND (EXISTS (
                SELECT 1
                FROM court_case AS court_case_2
                WHERE court_case_2.id = filing_1.case_id
                  AND court_case_2.access_level IN ('PUBLIC_INSPECTION', 'PARTIES')
                  AND (EXISTS (
                      SELECT 1
                      FROM linkage AS linkage_1
                      WHERE linkage_1.case_id = court_case_2.id
                        AND linkage_1.account_id = viewer_.id
                        AND linkage_1.until_at IS NULL
                    ))
              )))
          AND filing_1.id IN (
            SELECT filing_2.id
            FROM filing AS filing_2
            WHERE filing_2.owner_id = viewer_.id
            UNION ALL
            SELECT filing_3.id
            FROM filing AS filing_3
            WHERE filing_3.case_id IN (
                SELECT linkage_2.case_id
                FROM linkage AS linkage_2
                WHERE linkage_2.account_id = viewer_.id
                  AND linkage_2.until_at IS NULL
              )
              AND filing_3.state IN ('ACCEPTED', 'PARTIALLY_ACCEPTED', 'RECORDED')
          )
        ORDER BY filing_1.ordered_at DESC, filing_1.id DESC
        LIMIT 20
      ) AS anon_2
  ), '},"extensions":{"cost":{"requested":481,"limit":10000}}}'), 'UTF8') AS convert_to_1
FROM session AS session_
JOIN account AS viewer_ ON viewer_.id = session_.account_id
WHERE session_.token_sha256 = $1::BYTEA
  AND session_.revoked_at IS NULL
  AND session_.expires_at > $2::TIMESTAMP WITH TIME ZONE
  AND viewer_.kind = 'IU'
  AND viewer_.state = 'ACTIVE'
