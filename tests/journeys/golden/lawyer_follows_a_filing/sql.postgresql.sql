-- $1  variable $number
-- $2  the viewer's token, as SHA-256
-- $3  now
SELECT convert_to(concat('{"filing":', coalesce((
    SELECT concat('{"state":"', filing_1.state, '","times":{"submitted":',
        coalesce(to_char(filing_1.submitted_at, '\"YYYY-MM-DD"T"HH24:MI:SS.US"Z"\"'), 'null'),
        ',"received":',
        coalesce(to_char(filing_1.received_at, '\"YYYY-MM-DD"T"HH24:MI:SS.US"Z"\"'), 'null'),
        ',"deemedReceived":', CASE WHEN (filing_1.deemed_rule IS NULL
        OR filing_1.deemed_rule_version IS NULL
        OR filing_1.deemed_explanation_en IS NULL
        OR filing_1.deemed_explanation_tc IS NULL
        OR filing_1.deemed_explanation_sc IS NULL) THEN 'null' ELSE concat('{"at":',
        coalesce(to_char(filing_1.deemed_at, '\"YYYY-MM-DD"T"HH24:MI:SS.US"Z"\"'), 'null'),
        ',"rule":', coalesce(to_json(filing_1.deemed_rule), 'null'::json), ',"courtDay":',
        coalesce('"' || filing_1.deemed_court_day || '"', 'null'), '}') END, '},"fees":', coalesce((
        SELECT concat('{"total":{"amount":"', CASE WHEN (fee_assessment_1.total_cents < 0) THEN '-'
            ELSE '' END, abs(fee_assessment_1.total_cents) / 100, CASE WHEN
            (abs(fee_assessment_1.total_cents) % 100 < 10) THEN '.0' ELSE '.' END,
            abs(fee_assessment_1.total_cents) % 100, '","currency":"HKD"},"lines":[', coalesce((
            SELECT string_agg(concat('{"item":', to_json(anon_1.item), ',"ordinary":{"amount":"',
                CASE WHEN (anon_1.ordinary_cents < 0) THEN '-' ELSE '' END,
                abs(anon_1.ordinary_cents) / 100, CASE WHEN (abs(anon_1.ordinary_cents) % 100 < 10)
                THEN '.0' ELSE '.' END, abs(anon_1.ordinary_cents) % 100, '"},"charged":{"amount":"',
                CASE WHEN (anon_1.charged_cents < 0) THEN '-' ELSE '' END, abs(anon_1.charged_cents)
                / 100, CASE WHEN (abs(anon_1.charged_cents) % 100 < 10) THEN '.0' ELSE '.' END,
                abs(anon_1.charged_cents) % 100, '"}}'), ',') AS string_agg_1
            FROM (
                SELECT fee_line_1.id AS id, fee_line_1.assessment_id AS assessment_id,
                    fee_line_1.ordinal AS ordinal, fee_line_1.item AS item, fee_line_1.authority AS
                    authority, fee_line_1.version AS version, fee_line_1.quantity AS quantity,
                    fee_line_1.ordinary_cents AS ordinary_cents, fee_line_1.charged_cents AS
                    charged_cents, fee_line_1.concession_from AS concession_from,
                    fee_line_1.concession_until AS concession_until, fee_line_1.concession_rate AS
                    concession_rate, fee_line_1.rounding AS rounding, fee_line_1.explanation_en AS
                    explanation_en, fee_line_1.explanation_tc AS explanation_tc,
                    fee_line_1.explanation_sc AS explanation_sc, fee_line_1.confidence AS confidence
                FROM fee_line AS fee_line_1
                WHERE fee_line_1.assessment_id = fee_assessment_1.id
                ORDER BY fee_line_1.ordinal ASC
              ) AS anon_1
          ), ''), ']}') AS concat_2
        FROM fee_assessment AS fee_assessment_1
        WHERE fee_assessment_1.id = filing_1.fee_assessment_id
          AND (filing_1.owner_id = viewer_.id OR filing_1.organization_id = viewer_.organization_id)
      ), 'null'), ',"serviceRequest":', coalesce((
        SELECT concat('{"state":"', service_request_1.state, '","amount":{"amount":"', CASE WHEN
            (service_request_1.amount_cents < 0) THEN '-' ELSE '' END,
            abs(service_request_1.amount_cents) / 100, CASE WHEN
            (abs(service_request_1.amount_cents) % 100 < 10) THEN '.0' ELSE '.' END,
            abs(service_request_1.amount_cents) % 100, '","currency":"HKD"},"payments":[', coalesce((
            SELECT string_agg(concat('{"state":"', anon_2.state, '","means":"', anon_2.means, '"}'),
                ',') AS string_agg_2
            FROM (
                SELECT payment_1.id AS id, payment_1.service_request_id AS service_request_id,
                    payment_1.means AS means, payment_1.amount_cents AS amount_cents,
                    payment_1.state AS state, payment_1.provider_reference AS provider_reference,
                    payment_1.continue_url AS continue_url, payment_1.duplicate_of_id AS
                    duplicate_of_id, payment_1.started_at AS started_at, payment_1.received_at AS
                    received_at, payment_1.version AS version
                FROM payment AS payment_1
                WHERE (EXISTS (
                      SELECT 1
                      FROM service_request AS service_request_2
                      WHERE service_request_2.id = payment_1.service_request_id
                        AND (service_request_2.payer_account_id = viewer_.id
                          OR service_request_2.payer_organization_id IS NOT NULL
                          AND service_request_2.payer_organization_id = viewer_.organization_id)
                    ))
                  AND payment_1.service_request_id = service_request_1.id
                ORDER BY payment_1.started_at ASC, payment_1.id ASC
              ) AS anon_2
          ), ''), ']}') AS concat_3
        FROM service_request AS service_request_1
        WHERE (service_request_1.payer_account_id = viewer_.id
            OR service_request_1.payer_organization_id IS NOT NULL
            AND service_request_1.payer_organization_id = viewer_.organization_id)
          AND service_request_1.id = filing_1.service_request_id
      ), 'null'), ',":state":', to_json(filing_1.state), ',":resubmission_of_id":',
        coalesce(to_json(filing_1.resubmission_of_id), 'null'::json), '}') AS concat_1
    FROM filing AS filing_1
    WHERE ((filing_1.owner_id = viewer_.id OR filing_1.organization_id = viewer_.organization_id)
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
              AND ((EXISTS (
                    SELECT 1
                    FROM representation AS representation_1
                    WHERE representation_1.case_id = court_case_2.id
                      AND representation_1.organization_id = viewer_.organization_id
                      AND representation_1.until_at IS NULL
                  ))
                OR (EXISTS (
                    SELECT 1
                    FROM linkage AS linkage_1
                    WHERE linkage_1.case_id = court_case_2.id
                      AND linkage_1.account_id = viewer_.id
                      AND linkage_1.until_at IS NULL
                  )))
          )))
      AND filing_1.transaction_number = $1::VARCHAR
  ), 'null'), '}'), 'UTF8') AS convert_to_1
FROM session AS session_
JOIN account AS viewer_ ON viewer_.id = session_.account_id
WHERE session_.token_sha256 = $2::BYTEA
  AND session_.revoked_at IS NULL
  AND session_.expires_at > $3::TIMESTAMP WITH TIME ZONE
  AND viewer_.kind = 'OU'
  AND viewer_.state = 'ACTIVE'
