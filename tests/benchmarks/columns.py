"""The tables that are filled, and the columns of each row, in this order; others stay NULL."""

COLUMNS = {  # what is pointed at comes before what points
    "court_case": "id court_code proceeding_type_code year running_number number title"
    " nature_of_claim relief standing access_level commenced_on opened_at version",
    "access_order": "id case_id kind state grounds made_at version",
    "party": "id case_id ordinal role kind name joined_at",
    "representation": "id party_id case_id organization_id firm_name from_at",
    "linkage": "id case_id account_id party_id from_at",
    "cause_book_entry": "id case_id case_number proceeding_type_code court_code title"
    " nature_of_claim commenced_on searchable withdrawn_at",
    "fee_assessment": "id on_date total_cents created_at",
    "fee_line": "id assessment_id ordinal item authority version quantity ordinary_cents"
    " charged_cents rounding explanation_en explanation_tc explanation_sc confidence",
    "service_request": "id purpose amount_cents state payer_account_id payer_organization_id"
    " created_at paid_at version",
    "payment": "id service_request_id means amount_cents state provider_reference started_at"
    " received_at version",
    "receipt": "id number payment_id amount_cents issued_at",
    "document": "id owner_id organization_id case_id kind file_name bytes sha256 pages state scan"
    " created_at stored_at document_reference sealed_at version",
    "rendition": "id document_id kind sha256 bytes pages created_at",
    "filing": "id purpose state proceeding_type_code office_code case_id owner_id organization_id"
    " relief nature_of_claim transaction_number started_at upload_completed_at submitted_at"
    " received_at deemed_rule deemed_rule_version deemed_at deemed_pending deemed_court_day"
    " deemed_explanation_en deemed_explanation_tc deemed_explanation_sc effective_filed_at"
    " reviewed_at recorded_at sealed_at inspectable_at ordered_at fee_assessment_id"
    " service_request_id version",
    "filing_party": "id filing_id ordinal role kind name",
    "acknowledgement": "id filing_id transaction_number issued_at text_en text_tc text_sc",
    "filing_document": "id filing_id document_id ordinal disposition version",
    "register_entry": "id case_id number entered_at description_en description_tc description_sc"
    " document_id",
    "review_task": "id filing_id state reviewer_id queued_at assigned_at completed_at version",
    "review_decision": "id filing_id decided_by decided_at outcome",
    "decision_reason": "id filing_document_id ordinal code message_en message_tc message_sc"
    " remedy_en remedy_tc remedy_sc guide",
    "counter": "name last",
}

Row = tuple[str | int | None, ...]
