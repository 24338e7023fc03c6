-- ?1  constant 0
-- ?2  constant 0
-- ?3  variable $number
-- ?4  the viewer's token, as SHA-256
-- ?5  now
SELECT concat('{"data":{"case":', coalesce((
    SELECT concat('{"number":', json_quote(court_case_1.number), ',"title":',
        json_quote(court_case_1.title), ',"accessLevel":"', court_case_1.access_level,
        '","register":', (
        SELECT concat('{"nodes":[', coalesce(group_concat(concat('{"number":', anon_1.number,
            ',"enteredAt":', '"' || replace(anon_1.entered_at, ' ', 'T') || 'Z"',
            ',"description":{"en":', json_quote(anon_1.description_en), '},"document":', coalesce((
            SELECT CASE WHEN ((document_1.owner_id = viewer_.id
                  OR document_1.organization_id = viewer_.organization_id)
                AND (document_1.case_id IS NULL
                  OR document_1.case_id = court_case_1.id
                  OR (EXISTS (
                      SELECT 1
                      FROM court_case AS court_case_2
                      WHERE court_case_2.id = document_1.case_id
                        AND court_case_2.access_level IN ('PUBLIC_INSPECTION', 'PARTIES')
                    )))
                OR document_1.case_id IS NOT NULL
                AND (NOT (EXISTS (
                      SELECT 1
                      FROM issued_to AS issued_to_1
                      WHERE issued_to_1.document_id = document_1.id
                    ))
                  OR (EXISTS (
                      SELECT 1
                      FROM issued_to AS issued_to_2
                      JOIN linkage AS linkage_1 ON linkage_1.party_id = issued_to_2.party_id
                      WHERE issued_to_2.document_id = document_1.id
                        AND linkage_1.account_id = viewer_.id
                        AND linkage_1.until_at IS NULL
                    ))
                  OR (EXISTS (
                      SELECT 1
                      FROM issued_to AS issued_to_3
                      JOIN representation AS representation_1 ON representation_1.party_id =
                          issued_to_3.party_id
                      WHERE issued_to_3.document_id = document_1.id
                        AND representation_1.organization_id = viewer_.organization_id
                        AND representation_1.until_at IS NULL
                    )))
                AND (document_1.case_id = court_case_1.id
                  OR (EXISTS (
                      SELECT 1
                      FROM court_case AS court_case_3
                      WHERE court_case_3.id = document_1.case_id
                        AND court_case_3.access_level IN ('PUBLIC_INSPECTION', 'PARTIES')
                        AND ((EXISTS (
                              SELECT 1
                              FROM representation AS representation_2
                              WHERE representation_2.case_id = court_case_3.id
                                AND representation_2.organization_id = viewer_.organization_id
                                AND representation_2.until_at IS NULL
                            ))
                          OR (EXISTS (
                              SELECT 1
                              FROM linkage AS linkage_2
                              WHERE linkage_2.case_id = court_case_3.id
                                AND linkage_2.account_id = viewer_.id
                                AND linkage_2.until_at IS NULL
                            )))
                    )))) THEN concat('{"kind":', json_quote(document_1.kind), ',"pages":',
                coalesce(CAST(document_1.pages AS TEXT), 'null'), '}') ELSE concat('{}') END AS it_
            FROM document AS document_1
            WHERE document_1.id = anon_1.document_id
          ), 'null'), '}'), ','), ''), ']}') AS concat_3
        FROM (
            SELECT register_entry_1.id AS id, register_entry_1.case_id AS case_id,
                register_entry_1.number AS number, register_entry_1.entered_at AS entered_at,
                register_entry_1.description_en AS description_en, register_entry_1.description_tc
                AS description_tc, register_entry_1.description_sc AS description_sc,
                register_entry_1.document_id AS document_id, register_entry_1.channel AS channel
            FROM register_entry AS register_entry_1
            WHERE (register_entry_1.case_id = court_case_1.id
                OR (EXISTS (
                    SELECT 1
                    FROM court_case AS court_case_4
                    WHERE court_case_4.id = register_entry_1.case_id
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
                  )))
              AND register_entry_1.case_id = court_case_1.id
            ORDER BY register_entry_1.number ASC
            LIMIT 20 OFFSET ?
          ) AS anon_1
      ), ',"filings":', (
        SELECT concat('{"nodes":[', coalesce(group_concat(concat('{"transactionNumber":',
            json_quote(anon_2.transaction_number), ',"state":"', anon_2.state,
            '","times":{"received":',
            coalesce('"' || replace(anon_2.received_at, ' ', 'T') || 'Z"', 'null'), ',"reviewed":',
            coalesce('"' || replace(anon_2.reviewed_at, ' ', 'T') || 'Z"', 'null'), ',"recorded":',
            coalesce('"' || replace(anon_2.recorded_at, ' ', 'T') || 'Z"', 'null'),
            '},"documents":[', coalesce((
            SELECT group_concat(concat('{"ordinal":', anon_3.ordinal, ',"disposition":"',
                anon_3.disposition, '","reasons":[', coalesce((
                SELECT group_concat(concat('{"code":', json_quote(anon_4.code), '}'), ',') AS
                    group_concat_2
                FROM (
                    SELECT decision_reason_1.id AS id, decision_reason_1.filing_document_id AS
                        filing_document_id, decision_reason_1.ordinal AS ordinal,
                        decision_reason_1.code AS code, decision_reason_1.message_en AS message_en,
                        decision_reason_1.message_tc AS message_tc, decision_reason_1.message_sc AS
                        message_sc, decision_reason_1.remedy_en AS remedy_en,
                        decision_reason_1.remedy_tc AS remedy_tc, decision_reason_1.remedy_sc AS
                        remedy_sc, decision_reason_1.guide AS guide, decision_reason_1.note AS note
                    FROM decision_reason AS decision_reason_1
                    WHERE decision_reason_1.filing_document_id = anon_3.id
                      AND (EXISTS (
                          SELECT 1
                          FROM filing AS filing_1
                          WHERE filing_1.id = anon_3.filing_id
                            AND (filing_1.owner_id = viewer_.id
                              OR filing_1.organization_id = viewer_.organization_id)
                        ))
                    ORDER BY decision_reason_1.ordinal ASC
                  ) AS anon_4
              ), ''), '],"document":', coalesce((
                SELECT CASE WHEN ((document_2.owner_id = viewer_.id
                      OR document_2.organization_id = viewer_.organization_id)
                    AND (document_2.case_id IS NULL
                      OR document_2.case_id = court_case_1.id
                      OR (EXISTS (
                          SELECT 1
                          FROM court_case AS court_case_5
                          WHERE court_case_5.id = document_2.case_id
                            AND court_case_5.access_level IN ('PUBLIC_INSPECTION', 'PARTIES')
                        )))
                    OR document_2.case_id IS NOT NULL
                    AND (NOT (EXISTS (
                          SELECT 1
                          FROM issued_to AS issued_to_4
                          WHERE issued_to_4.document_id = document_2.id
                        ))
                      OR (EXISTS (
                          SELECT 1
                          FROM issued_to AS issued_to_5
                          JOIN linkage AS linkage_4 ON linkage_4.party_id = issued_to_5.party_id
                          WHERE issued_to_5.document_id = document_2.id
                            AND linkage_4.account_id = viewer_.id
                            AND linkage_4.until_at IS NULL
                        ))
                      OR (EXISTS (
                          SELECT 1
                          FROM issued_to AS issued_to_6
                          JOIN representation AS representation_4 ON representation_4.party_id =
                              issued_to_6.party_id
                          WHERE issued_to_6.document_id = document_2.id
                            AND representation_4.organization_id = viewer_.organization_id
                            AND representation_4.until_at IS NULL
                        )))
                    AND (document_2.case_id = court_case_1.id
                      OR (EXISTS (
                          SELECT 1
                          FROM court_case AS court_case_6
                          WHERE court_case_6.id = document_2.case_id
                            AND court_case_6.access_level IN ('PUBLIC_INSPECTION', 'PARTIES')
                            AND ((EXISTS (
                                  SELECT 1
                                  FROM representation AS representation_5
                                  WHERE representation_5.case_id = court_case_6.id
                                    AND representation_5.organization_id = viewer_.organization_id
                                    AND representation_5.until_at IS NULL
                                ))
                              OR (EXISTS (
                                  SELECT 1
                                  FROM linkage AS linkage_5
                                  WHERE linkage_5.case_id = court_case_6.id
                                    AND linkage_5.account_id = viewer_.id
                                    AND linkage_5.until_at IS NULL
                                )))
                        )))) THEN concat('{"__typename":"Document","kind":',
                    json_quote(document_2.kind), ',"fileName":', json_quote(document_2.file_name),
                    '}') ELSE concat('{"__typename":"Withheld","reason":"NOT_OPEN_TO_YOU"}') END AS
                    it_
                FROM document AS document_2
                WHERE document_2.id = anon_3.document_id
              ), 'null'), '}'), ',') AS group_concat_1
            FROM (
                SELECT filing_document_1.id AS id, filing_document_1.filing_id AS filing_id,
                    filing_document_1.document_id AS document_id, filing_document_1.ordinal AS
                    ordinal, filing_document_1.attached_to AS attached_to,
                    filing_document_1.disposition AS disposition, filing_document_1.version AS
                    version
                FROM filing_document AS filing_document_1
                WHERE filing_document_1.filing_id = anon_2.id
                ORDER BY filing_document_1.ordinal ASC
              ) AS anon_3
          ), ''), ']}'), ','), ''), ']}') AS concat_4
        FROM (
            SELECT filing_2.id AS id, filing_2.purpose AS purpose, filing_2.state AS state,
                filing_2.proceeding_type_code AS proceeding_type_code, filing_2.office_code AS
                office_code, filing_2.case_id AS case_id, filing_2.owner_id AS owner_id,
                filing_2.organization_id AS organization_id, filing_2.relief AS relief,
                filing_2.nature_of_claim AS nature_of_claim, filing_2.amount_claimed_cents AS
                amount_claimed_cents, filing_2.resubmission_of_id AS resubmission_of_id,
                filing_2.transaction_number AS transaction_number, filing_2.started_at AS started_at,
                filing_2.upload_completed_at AS upload_completed_at, filing_2.submitted_at AS
                submitted_at, filing_2.received_at AS received_at, filing_2.deemed_rule AS
                deemed_rule, filing_2.deemed_rule_version AS deemed_rule_version, filing_2.deemed_at
                AS deemed_at, filing_2.deemed_pending AS deemed_pending, filing_2.deemed_judged_at
                AS deemed_judged_at, filing_2.deemed_court_day AS deemed_court_day,
                filing_2.deemed_closure_id AS deemed_closure_id, filing_2.deemed_explanation_en AS
                deemed_explanation_en, filing_2.deemed_explanation_tc AS deemed_explanation_tc,
                filing_2.deemed_explanation_sc AS deemed_explanation_sc, filing_2.effective_filed_at
                AS effective_filed_at, filing_2.reviewed_at AS reviewed_at, filing_2.recorded_at AS
                recorded_at, filing_2.sealed_at AS sealed_at, filing_2.inspectable_at AS
                inspectable_at, filing_2.ordered_at AS ordered_at, filing_2.fee_assessment_id AS
                fee_assessment_id, filing_2.service_request_id AS service_request_id,
                filing_2.version AS version
            FROM filing AS filing_2
            WHERE ((filing_2.owner_id = viewer_.id
                  OR filing_2.organization_id = viewer_.organization_id)
                AND (filing_2.case_id IS NULL
                  OR filing_2.case_id = court_case_1.id
                  OR (EXISTS (
                      SELECT 1
                      FROM court_case AS court_case_7
                      WHERE court_case_7.id = filing_2.case_id
                        AND court_case_7.access_level IN ('PUBLIC_INSPECTION', 'PARTIES')
                    )))
                OR filing_2.state IN ('ACCEPTED', 'PARTIALLY_ACCEPTED', 'RECORDED')
                AND (filing_2.case_id = court_case_1.id
                  OR (EXISTS (
                      SELECT 1
                      FROM court_case AS court_case_8
                      WHERE court_case_8.id = filing_2.case_id
                        AND court_case_8.access_level IN ('PUBLIC_INSPECTION', 'PARTIES')
                        AND ((EXISTS (
                              SELECT 1
                              FROM representation AS representation_6
                              WHERE representation_6.case_id = court_case_8.id
                                AND representation_6.organization_id = viewer_.organization_id
                                AND representation_6.until_at IS NULL
                            ))
                          OR (EXISTS (
                              SELECT 1
                              FROM linkage AS linkage_6
                              WHERE linkage_6.case_id = court_case_8.id
                                AND linkage_6.account_id = viewer_.id
                                AND linkage_6.until_at IS NULL
                            )))
                    ))))
              AND filing_2.case_id = court_case_1.id
            ORDER BY filing_2.ordered_at ASC, filing_2.id ASC
            LIMIT 20 OFFSET ?
          ) AS anon_2
      ), '}') AS concat_2
    FROM court_case AS court_case_1
    WHERE court_case_1.access_level IN ('PUBLIC_INSPECTION', 'PARTIES')
      AND ((EXISTS (
            SELECT 1
            FROM representation AS representation_7
            WHERE representation_7.case_id = court_case_1.id
              AND representation_7.organization_id = viewer_.organization_id
              AND representation_7.until_at IS NULL
          ))
        OR (EXISTS (
            SELECT 1
            FROM linkage AS linkage_7
            WHERE linkage_7.case_id = court_case_1.id
              AND linkage_7.account_id = viewer_.id
              AND linkage_7.until_at IS NULL
          )))
      AND court_case_1.number = ?
  ), 'null'), '},"extensions":{"cost":{"requested":523,"limit":10000}}}') AS concat_1
FROM session AS session_
JOIN account AS viewer_ ON viewer_.id = session_.account_id
WHERE session_.token_sha256 = ?
  AND session_.revoked_at IS NULL
  AND session_.expires_at > ?
  AND viewer_.kind = 'OU'
  AND viewer_.state = 'ACTIVE'
