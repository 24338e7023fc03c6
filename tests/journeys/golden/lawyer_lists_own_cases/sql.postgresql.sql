-- $1  the viewer's token, as SHA-256
-- $2  now
SELECT convert_to(concat('{"data":{"cases":', (
    SELECT concat('{"totalCount":', (
        SELECT CASE WHEN (count(*) > 10000) THEN 'null' ELSE CAST(count(*) AS TEXT) END AS it_
        FROM (
            SELECT 1 AS one_
            FROM court_case AS court_case_1
            WHERE court_case_1.access_level IN ('PUBLIC_INSPECTION', 'PARTIES')
              AND court_case_1.id IN (
                SELECT linkage_1.case_id
                FROM linkage AS linkage_1
                WHERE linkage_1.account_id = viewer_.id
                  AND linkage_1.until_at IS NULL
                UNION ALL
                SELECT representation_1.case_id
                FROM representation AS representation_1
                WHERE representation_1.organization_id = viewer_.organization_id
                  AND representation_1.until_at IS NULL
              )
              AND court_case_1.standing = 'OPEN'
            LIMIT 10000 + 1
          ) AS anon_1
      ), ',"pageInfo":{"hasNextPage":', CAST(count(*) > 10 AS TEXT), ',"hasPreviousPage":', 'false',
        '},"nodes":[', coalesce(string_agg(CASE WHEN (anon_2.number_ <= 10) THEN concat(
        '{"number":', to_json(anon_2.number), ',"title":', to_json(anon_2.title), ',"standing":"',
        anon_2.standing, '","commencedOn":"', anon_2.commenced_on, '","parties":', (
        SELECT concat('{"nodes":[', coalesce(string_agg(concat('{"ordinal":', anon_3.ordinal,
            ',"role":"', anon_3.role, '","kind":"', anon_3.kind, '","name":', to_json(anon_3.name),
            '}'), ','), ''), ']}') AS concat_2
        FROM (
            SELECT party_1.id AS id, party_1.case_id AS case_id, party_1.ordinal AS ordinal,
                party_1.role AS role, party_1.kind AS kind, party_1.name AS name, party_1.joined_at
                AS joined_at, party_1.left_at AS left_at
            FROM party AS party_1
            WHERE (party_1.case_id = anon_2.id
                OR (EXISTS (
                    SELECT 1
                    FROM court_case AS court_case_2
                    WHERE court_case_2.id = party_1.case_id
                      AND court_case_2.access_level IN ('PUBLIC_INSPECTION', 'PARTIES')
                      AND ((EXISTS (
                            SELECT 1
                            FROM representation AS representation_2
                            WHERE representation_2.case_id = court_case_2.id
                              AND representation_2.organization_id = viewer_.organization_id
                              AND representation_2.until_at IS NULL
                          ))
                        OR (EXISTS (
                            SELECT 1
                            FROM linkage AS linkage_2
                            WHERE linkage_2.case_id = court_case_2.id
                              AND linkage_2.account_id = viewer_.id
                              AND linkage_2.until_at IS NULL
                          )))
                  )))
              AND party_1.case_id = anon_2.id
            ORDER BY party_1.ordinal ASC
            LIMIT 10
          ) AS anon_3
      ), ',"filings":', (
        SELECT concat('{"nodes":[', coalesce(string_agg(concat('{"transactionNumber":',
            coalesce(to_json(anon_4.transaction_number), 'null'::json), ',"state":"', anon_4.state,
            '","purpose":"', anon_4.purpose, '"}'), ','), ''), ']}') AS concat_3
        FROM (
            SELECT anon_5.id AS id, anon_5.purpose AS purpose, anon_5.state AS state,
                anon_5.proceeding_type_code AS proceeding_type_code, anon_5.office_code AS
                office_code, anon_5.case_id AS case_id, anon_5.owner_id AS owner_id,
                anon_5.organization_id AS organization_id, anon_5.relief AS relief,
                anon_5.nature_of_claim AS nature_of_claim, anon_5.amount_claimed_cents AS
                amount_claimed_cents, anon_5.resubmission_of_id AS resubmission_of_id,
                anon_5.transaction_number AS transaction_number, anon_5.started_at AS started_at,
                anon_5.upload_completed_at AS upload_completed_at, anon_5.submitted_at AS
                submitted_at, anon_5.received_at AS received_at, anon_5.deemed_rule AS deemed_rule,
                anon_5.deemed_rule_version AS deemed_rule_version, anon_5.deemed_at AS deemed_at,
                anon_5.deemed_pending AS deemed_pending, anon_5.deemed_judged_at AS deemed_judged_at,
                anon_5.deemed_court_day AS deemed_court_day, anon_5.deemed_closure_id AS
                deemed_closure_id, anon_5.deemed_explanation_en AS deemed_explanation_en,
                anon_5.deemed_explanation_tc AS deemed_explanation_tc, anon_5.deemed_explanation_sc
                AS deemed_explanation_sc, anon_5.effective_filed_at AS effective_filed_at,
                anon_5.reviewed_at AS reviewed_at, anon_5.recorded_at AS recorded_at,
                anon_5.sealed_at AS sealed_at, anon_5.inspectable_at AS inspectable_at,
                anon_5.ordered_at AS ordered_at, anon_5.fee_assessment_id AS fee_assessment_id,
                anon_5.service_request_id AS service_request_id, anon_5.version AS version
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
                WHERE ((filing_1.owner_id = viewer_.id
                      OR filing_1.organization_id = viewer_.organization_id)
                    AND (filing_1.case_id IS NULL
                      OR filing_1.case_id = anon_2.id
                      OR (EXISTS (
                          SELECT 1
                          FROM court_case AS court_case_3
                          WHERE court_case_3.id = filing_1.case_id
                            AND court_case_3.access_level IN ('PUBLIC_INSPECTION', 'PARTIES')
                        )))
                    OR filing_1.state IN ('ACCEPTED', 'PARTIALLY_ACCEPTED', 'RECORDED')
                    AND (filing_1.case_id = anon_2.id
                      OR (EXISTS (
                          SELECT 1
                          FROM court_case AS court_case_4
                          WHERE court_case_4.id = filing_1.case_id
                            AND court_case_4.access_level IN ('PUBLIC_INSPECTION', 'PARTIES')
                            AND ((EXISTS (
                                  SELECT 1
                                  FROM representation AS representation_3
                                  WHERE representation_3.case_id = court_case_4.id
                                    AND representation_3.organization_id = viewer_.organization_id
                                    AND representation_3.until_at IS NULL
                                ))
                              OR (EXISTS (
                                  SELECT 1
                                  FROM linkage AS linkage_3
                                  WHERE linkage_3.case_id = court_case_4.id
                                    AND linkage_3.account_id = viewer_.id
                                    AND linkage_3.until_at IS NULL
                                )))
                        ))))
                  AND filing_1.case_id = anon_2.id
                ORDER BY filing_1.ordered_at DESC, filing_1.id DESC
                LIMIT 5
              ) AS anon_5
            ORDER BY anon_5.ordered_at ASC, anon_5.id ASC
          ) AS anon_4
      ), '}') END, ','), ''), ']}') AS concat_1
    FROM (
        SELECT anon_6.id AS id, anon_6.court_code AS court_code, anon_6.proceeding_type_code AS
            proceeding_type_code, anon_6.year AS year, anon_6.running_number AS running_number,
            anon_6.number AS number, anon_6.title AS title, anon_6.nature_of_claim AS
            nature_of_claim, anon_6.relief AS relief, anon_6.standing AS standing,
            anon_6.access_level AS access_level, anon_6.commenced_on AS commenced_on,
            anon_6.opened_at AS opened_at, anon_6.version AS version, anon_6.number_ AS number_,
            count(*) OVER () AS held_
        FROM (
            SELECT court_case_1.id AS id, court_case_1.court_code AS court_code,
                court_case_1.proceeding_type_code AS proceeding_type_code, court_case_1.year AS year,
                court_case_1.running_number AS running_number, court_case_1.number AS number,
                court_case_1.title AS title, court_case_1.nature_of_claim AS nature_of_claim,
                court_case_1.relief AS relief, court_case_1.standing AS standing,
                court_case_1.access_level AS access_level, court_case_1.commenced_on AS commenced_on,
                court_case_1.opened_at AS opened_at, court_case_1.version AS version, row_number()
                OVER (ORDER BY court_case_1.commenced_on DESC, court_case_1.id DESC) AS number_
            FROM court_case AS court_case_1
            WHERE court_case_1.access_level IN ('PUBLIC_INSPECTION', 'PARTIES')
              AND court_case_1.id IN (
                SELECT linkage_1.case_id
                FROM linkage AS linkage_1
                WHERE linkage_1.account_id = viewer_.id
                  AND linkage_1.until_at IS NULL
                UNION ALL
                SELECT representation_1.case_id
                FROM representation AS representation_1
                WHERE representation_1.organization_id = viewer_.organization_id
                  AND representation_1.until_at IS NULL
              )
              AND court_case_1.standing = 'OPEN'
            ORDER BY court_case_1.commenced_on DESC, court_case_1.id DESC
            LIMIT 10 + 1
          ) AS anon_6
        ORDER BY anon_6.number_ ASC
      ) AS anon_2
  ), '},"extensions":{"cost":{"requested":391,"limit":10000}}}'), 'UTF8') AS convert_to_1
FROM session AS session_
JOIN account AS viewer_ ON viewer_.id = session_.account_id
WHERE session_.token_sha256 = $1::BYTEA
  AND session_.revoked_at IS NULL
  AND session_.expires_at > $2::TIMESTAMP WITH TIME ZONE
  AND viewer_.kind = 'OU'
  AND viewer_.state = 'ACTIVE'
