
-- ---------------------------------------------------------------------------
-- Schemes that come with the extension
-- ---------------------------------------------------------------------------
--
-- Documents for import_scheme of a registry; without one, their criteria are
-- read with jsonb_to_recordset.
--
-- QD766: maxima and rules are rebuilt from the figures that the national
-- public-service portal publishes (its own scores are met within 0.015); this is
-- not a legal text.  How the 20 points of the six digitization criteria besides
-- re-use divide among them is not public, so they stand as one criterion without
-- a rule.  A ratio counts at most 1.  Where no decision is known on a
-- denominator of zero, the variable begins at 1, so that a 0 is refused.
--
-- QD2948, QD876, QD876-BO: criteria below fields are not public, and neither is
-- how fields and sources cross.  What is known in full is given: the fields of
-- 2948, the sources of 876.  English titles are the project's.

CREATE FUNCTION par.shipped_scheme_documents(OUT document jsonb, OUT title_en text) RETURNS SETOF record
    LANGUAGE sql IMMUTABLE PARALLEL SAFE ROWS 4
    AS $function$
    VALUES ($json$
{
  "format": "par_index scheme",
  "version": 1,
  "scheme": {
    "code": "QD766",
    "title": "Bộ chỉ số chỉ đạo, điều hành và đánh giá chất lượng phục vụ người dân, doanh nghiệp trong thực hiện thủ tục hành chính, dịch vụ công theo thời gian thực trên môi trường điện tử",
    "legal_basis": "Quyết định số 766/QĐ-TTg ngày 23/6/2022 của Thủ tướng Chính phủ. Điểm tối đa và quy tắc chấm điểm được dựng lại từ số liệu công bố trên Cổng Dịch vụ công quốc gia, không phải văn bản pháp lý.",
    "agency_kind": "public service"
  },
  "criteria": [
    {"code": "openness", "title": "Công khai, minh bạch", "title_en": "Openness and transparency", "max_points": 18},
    {"code": "published_on_time", "parent": "openness", "method": "statistic", "max_points": 6,
     "title": "Thủ tục hành chính được công bố đúng hạn", "title_en": "Procedures published on time",
     "rule": "min(6, 6 * n / d)",
     "variables": [
       {"name": "d", "kind": "count", "min": 1, "title": "Số thủ tục hành chính phải công bố", "title_en": "Procedures due for publication"},
       {"name": "n", "kind": "count", "title": "Số thủ tục hành chính được công bố đúng hạn", "title_en": "Procedures published on time"}]},
    {"code": "updated_on_time", "parent": "openness", "method": "statistic", "max_points": 4,
     "title": "Thủ tục hành chính được cập nhật, công khai đúng hạn", "title_en": "Procedures updated on time",
     "rule": "min(4, 4 * n / d)",
     "variables": [
       {"name": "d", "kind": "count", "min": 1, "title": "Số thủ tục hành chính phải cập nhật, công khai", "title_en": "Procedures due for update"},
       {"name": "n", "kind": "count", "title": "Số thủ tục hành chính được cập nhật, công khai đúng hạn", "title_en": "Procedures updated on time"}]},
    {"code": "complete_content", "parent": "openness", "method": "statistic", "max_points": 2,
     "title": "Thủ tục hành chính được công khai có đầy đủ nội dung", "title_en": "Procedures with complete content",
     "rule": "min(2, 2 * n / d)",
     "variables": [
       {"name": "d", "kind": "count", "min": 1, "title": "Số thủ tục hành chính được công khai", "title_en": "Procedures published"},
       {"name": "n", "kind": "count", "title": "Số thủ tục hành chính có đầy đủ nội dung", "title_en": "Procedures with complete content"}]},
    {"code": "dossiers_synchronized", "parent": "openness", "method": "statistic", "max_points": 6,
     "title": "Hồ sơ được đồng bộ lên Cổng Dịch vụ công quốc gia", "title_en": "Dossiers synchronized with the national portal",
     "rule": "min(6, 6 * n / d)",
     "variables": [
       {"name": "d", "kind": "count", "min": 1, "title": "Số hồ sơ phải đồng bộ", "title_en": "Dossiers to be synchronized"},
       {"name": "n", "kind": "count", "title": "Số hồ sơ được đồng bộ", "title_en": "Dossiers synchronized"}]},
    {"code": "progress", "title": "Tiến độ giải quyết", "title_en": "Progress of settlement", "max_points": 20},
    {"code": "settled_on_time", "parent": "progress", "method": "statistic", "max_points": 20,
     "title": "Hồ sơ được giải quyết đúng hạn", "title_en": "Dossiers settled on time",
     "rule": "min(20, 20 * ratio(on_time, received, 0))",
     "variables": [
       {"name": "on_time", "kind": "count", "title": "Số hồ sơ được giải quyết đúng hạn", "title_en": "Dossiers settled on time"},
       {"name": "received", "kind": "count", "title": "Số hồ sơ tiếp nhận", "title_en": "Dossiers received"}]},
    {"code": "online", "title": "Cung cấp dịch vụ công trực tuyến", "title_en": "Online public services", "max_points": 12},
    {"code": "online_services", "parent": "online", "method": "statistic", "max_points": 12,
     "title": "Dịch vụ công trực tuyến", "title_en": "Online services offered and used",
     "rule": "min(2, 2 * ((partial + full) / authority) / 80%) + min(4, 4 * (online_dossiers / online_services)) + min(6, 6 * (channel_online / channel_total) / 50%)",
     "variables": [
       {"name": "authority", "kind": "count", "min": 1, "title": "Số thủ tục hành chính thuộc thẩm quyền giải quyết", "title_en": "Procedures within the authority of the unit"},
       {"name": "channel_online", "kind": "count", "title": "Số hồ sơ nộp qua kênh trực tuyến", "title_en": "Dossiers filed online"},
       {"name": "channel_total", "kind": "count", "min": 1, "title": "Số hồ sơ nộp qua tất cả các kênh", "title_en": "Dossiers filed through all channels"},
       {"name": "full", "kind": "count", "title": "Số dịch vụ công trực tuyến toàn trình", "title_en": "Services that are fully online"},
       {"name": "online_dossiers", "kind": "count", "title": "Số dịch vụ công trực tuyến có phát sinh hồ sơ trực tuyến", "title_en": "Online services with dossiers filed online"},
       {"name": "online_services", "kind": "count", "min": 1, "title": "Số dịch vụ công trực tuyến", "title_en": "Online services"},
       {"name": "partial", "kind": "count", "title": "Số dịch vụ công trực tuyến một phần", "title_en": "Services that are partly online"}]},
    {"code": "digitization", "title": "Số hóa hồ sơ", "title_en": "Digitization of dossiers", "max_points": 22},
    {"code": "digitization_reuse", "parent": "digitization", "method": "statistic", "max_points": 2,
     "title": "Khai thác, sử dụng lại thông tin, dữ liệu số hóa", "title_en": "Re-use of digitized information",
     "rule": "min(2, 2 * (n / d) / 80%)",
     "variables": [
       {"name": "d", "kind": "count", "min": 1, "title": "Số hồ sơ thuộc diện sử dụng lại thông tin, dữ liệu số hóa", "title_en": "Dossiers that could re-use digitized information"},
       {"name": "n", "kind": "count", "title": "Số hồ sơ sử dụng lại thông tin, dữ liệu số hóa", "title_en": "Dossiers that re-use digitized information"}]},
    {"code": "digitization_other", "parent": "digitization", "method": "statistic", "max_points": 20,
     "title": "Sáu tiêu chí số hóa khác", "title_en": "The six other digitization criteria",
     "guidance": "Điểm tối đa của từng tiêu chí không được công bố; mỗi tiêu chí bằng điểm tối đa nhân với tỷ lệ, không quá điểm tối đa."},
    {"code": "satisfaction", "title": "Mức độ hài lòng", "title_en": "Satisfaction", "max_points": 18},
    {"code": "dossier_satisfaction", "parent": "satisfaction", "method": "statistic", "max_points": 6,
     "title": "Mức độ hài lòng trong giải quyết hồ sơ", "title_en": "Satisfaction with dossier handling",
     "rule": "min(6, 6 * ratio(n, d, 0) / 90%)",
     "variables": [
       {"name": "d", "kind": "count", "title": "Số lượt đánh giá", "title_en": "Ratings"},
       {"name": "n", "kind": "count", "title": "Số lượt đánh giá hài lòng", "title_en": "Ratings that are satisfied"}]},
    {"code": "petition_on_time", "parent": "satisfaction", "method": "statistic", "max_points": 6,
     "title": "Phản ánh, kiến nghị được xử lý đúng hạn", "title_en": "Petitions handled on time",
     "rule": "min(6, 6 * ratio(n, d, 1))",
     "variables": [
       {"name": "d", "kind": "count", "title": "Số phản ánh, kiến nghị", "title_en": "Petitions"},
       {"name": "n", "kind": "count", "title": "Số phản ánh, kiến nghị được xử lý đúng hạn", "title_en": "Petitions handled on time"}]},
    {"code": "petition_satisfaction", "parent": "satisfaction", "method": "statistic", "max_points": 6,
     "title": "Mức độ hài lòng trong xử lý phản ánh, kiến nghị", "title_en": "Satisfaction with the handling of petitions",
     "rule": "min(6, 6 * ratio(n, d, 1))",
     "variables": [
       {"name": "d", "kind": "count", "title": "Số phản ánh, kiến nghị", "title_en": "Petitions"},
       {"name": "n", "kind": "count", "title": "Số phản ánh, kiến nghị được đánh giá hài lòng", "title_en": "Petitions whose handling satisfied"}]},
    {"code": "petition_class_subject", "parent": "satisfaction", "kind": "monitor", "method": "statistic", "max_points": 0,
     "title": "Phân loại phản ánh, kiến nghị theo đối tượng", "title_en": "Petitions by kind of petitioner"},
    {"code": "petition_class_content", "parent": "satisfaction", "kind": "monitor", "method": "statistic", "max_points": 0,
     "title": "Phân loại phản ánh, kiến nghị theo nội dung", "title_en": "Petitions by content"},
    {"code": "payment", "title": "Thanh toán trực tuyến", "title_en": "Online payment", "max_points": 10},
    {"code": "online_payment", "parent": "payment", "method": "statistic", "max_points": 10,
     "title": "Thanh toán trực tuyến", "title_en": "Online payment of fees",
     "rule": "min(10, 6 * ratio(paid, payable, 0) + min(2, 2.5 * ratio(online_formality_paid, fee_formality, 0)) + 2.5 * ratio(fee_dossier_formality, fee_formality, 0))",
     "guidance": "Tỷ lệ có mẫu số bằng 0 tính là 0.",
     "variables": [
       {"name": "fee_dossier_formality", "kind": "count", "title": "Số thủ tục hành chính có phí, lệ phí có phát sinh hồ sơ", "title_en": "Formalities with fees that have dossiers"},
       {"name": "fee_formality", "kind": "count", "title": "Số thủ tục hành chính có phí, lệ phí", "title_en": "Formalities with fees"},
       {"name": "online_formality_paid", "kind": "count", "title": "Số thủ tục hành chính có thanh toán trực tuyến", "title_en": "Formalities paid online"},
       {"name": "paid", "kind": "count", "title": "Số hồ sơ đã thanh toán trực tuyến", "title_en": "Dossiers paid online"},
       {"name": "payable", "kind": "count", "title": "Số hồ sơ phải thanh toán", "title_en": "Dossiers with a fee to pay"}]}
  ]
}
$json$::jsonb, 'Quality of service to citizens and businesses in procedures and public services, Decision 766/QĐ-TTg (2022), in full'),
    ($json$
{
  "format": "par_index scheme",
  "version": 1,
  "scheme": {
    "code": "QD2948",
    "title": "Chỉ số cải cách hành chính của Ủy ban nhân dân các tỉnh, thành phố trực thuộc Trung ương (Quyết định số 2948/QĐ-BNV)",
    "legal_basis": "Quyết định số 2948/QĐ-BNV ngày 28/12/2017 của Bộ trưởng Bộ Nội vụ. Chỉ gồm điểm tối đa theo lĩnh vực: tiêu chí, tiêu chí thành phần và cách chia 65,5 điểm tự đánh giá, thẩm định và 34,5 điểm điều tra xã hội học, tác động theo từng lĩnh vực không được công bố.",
    "agency_kind": "province"
  },
  "criteria": [
    {"code": "1", "title": "Công tác chỉ đạo, điều hành cải cách hành chính", "title_en": "Direction and management of the reform", "max_points": 10},
    {"code": "2", "title": "Xây dựng và tổ chức thực hiện văn bản quy phạm pháp luật", "title_en": "Making and implementing legal documents", "max_points": 10},
    {"code": "3", "title": "Cải cách thủ tục hành chính", "title_en": "Reform of administrative procedures", "max_points": 14.5},
    {"code": "4", "title": "Cải cách tổ chức bộ máy", "title_en": "Reform of the organization", "max_points": 11},
    {"code": "5", "title": "Xây dựng, nâng cao chất lượng đội ngũ cán bộ, công chức, viên chức", "title_en": "Quality of officials, civil servants and public employees", "max_points": 16},
    {"code": "6", "title": "Cải cách tài chính công", "title_en": "Reform of public finance", "max_points": 7},
    {"code": "7", "title": "Hiện đại hóa hành chính", "title_en": "Modernization of the administration", "max_points": 16},
    {"code": "8", "title": "Tác động của cải cách hành chính", "title_en": "Impact of the reform", "max_points": 15.5}
  ]
}
$json$::jsonb, 'PAR INDEX of provinces, Decision 2948/QĐ-BNV (2017), by field'),
    ($json$
{
  "format": "par_index scheme",
  "version": 1,
  "scheme": {
    "code": "QD876",
    "title": "Chỉ số cải cách hành chính của Ủy ban nhân dân các tỉnh, thành phố trực thuộc Trung ương (Quyết định số 876/QĐ-BNV)",
    "legal_basis": "Quyết định số 876/QĐ-BNV ngày 10/11/2022 của Bộ trưởng Bộ Nội vụ. Chỉ gồm điểm tối đa theo nguồn: điểm tối đa của mọi lĩnh vực, tiêu chí, tiêu chí thành phần không được công bố đầy đủ.",
    "agency_kind": "province"
  },
  "criteria": [
    {"code": "appraisal", "source": "appraisal", "title": "Tự đánh giá, thẩm định", "title_en": "Self-assessment and appraisal", "max_points": 61.5},
    {"code": "sipas", "source": "SIPAS", "method": "survey", "title": "Chỉ số hài lòng về sự phục vụ hành chính (SIPAS)", "title_en": "Satisfaction index SIPAS", "max_points": 10},
    {"code": "leaders", "source": "leaders", "method": "survey", "title": "Điều tra xã hội học đối với lãnh đạo, quản lý", "title_en": "Survey of leaders and managers", "max_points": 22},
    {"code": "socio_economic", "source": "socio-economic", "method": "statistic", "title": "Tác động đến phát triển kinh tế - xã hội", "title_en": "Socio-economic statistics", "max_points": 6.5}
  ],
  "grades": [
    {"label": "A", "min_index": 90},
    {"label": "B", "min_index": 80},
    {"label": "C", "min_index": 70}
  ]
}
$json$::jsonb, 'PAR INDEX of provinces, Decision 876/QĐ-BNV (2022), by source'),
    ($json$
{
  "format": "par_index scheme",
  "version": 1,
  "scheme": {
    "code": "QD876-BO",
    "title": "Chỉ số cải cách hành chính của các bộ, cơ quan ngang bộ (Quyết định số 876/QĐ-BNV)",
    "legal_basis": "Quyết định số 876/QĐ-BNV ngày 10/11/2022 của Bộ trưởng Bộ Nội vụ. Chỉ gồm điểm tối đa theo nguồn: điểm tối đa của lĩnh vực, tiêu chí, tiêu chí thành phần không được công bố.",
    "agency_kind": "ministry"
  },
  "criteria": [
    {"code": "appraisal", "source": "appraisal", "title": "Tự đánh giá, thẩm định", "title_en": "Self-assessment and appraisal", "max_points": 68.5},
    {"code": "survey", "source": "survey", "method": "survey", "title": "Điều tra xã hội học", "title_en": "Survey", "max_points": 31.5}
  ]
}
$json$::jsonb, 'PAR INDEX of ministries, Decision 876/QĐ-BNV (2022), by source')
$function$;
COMMENT ON FUNCTION par.shipped_scheme_documents() IS
    'internal: the scheme documents that come with the extension';

CREATE FUNCTION par.shipped_schemes(OUT code text, OUT title text, OUT title_en text) RETURNS SETOF record
    LANGUAGE sql IMMUTABLE PARALLEL SAFE ROWS 4
    AS $$
    SELECT d.document #>> '{scheme,code}', d.document #>> '{scheme,title}', d.title_en
    FROM par.shipped_scheme_documents() d
$$;
COMMENT ON FUNCTION par.shipped_schemes() IS
    'schemes that come with the extension: code, title, title in English and extent';

CREATE FUNCTION par.shipped_scheme(code text) RETURNS jsonb
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    found_document jsonb;
BEGIN
    SELECT d.document INTO found_document
    FROM par.shipped_scheme_documents() d
    WHERE d.document #>> '{scheme,code}' = shipped_scheme.code;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no scheme "%" comes with the extension', shipped_scheme.code
            USING ERRCODE = 'invalid_parameter_value',
                HINT = format('There are %s.', (SELECT string_agg(s.code, ', ') FROM par.shipped_schemes() s));
    END IF;
    RETURN found_document;
END
$$;
COMMENT ON FUNCTION par.shipped_scheme(text) IS
    'document of a scheme that comes with the extension, for import_scheme of a registry. 22023 if there is none of that code';
