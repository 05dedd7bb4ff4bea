// The examples of the S3 documentation ("Signature Calculations for the Authorization Header", "Using Query
// Parameters"), with the signatures that are published there.

#include "providers/s3/sigv4.h"

#include <gtest/gtest.h>

#include "base/digest.h"

namespace tessera::s3 {
namespace {

const Credentials example{.access_key = "AKIAIOSFODNN7EXAMPLE",
                          .secret_key = Secret("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"),
                          .session_token = {}};
constexpr std::string_view empty_hash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
constexpr std::string_view host = "examplebucket.s3.amazonaws.com";

WallTime may_24() { return parse_iso8601("2013-05-24T00:00:00Z").value(); }

std::string header(const std::vector<HttpHeader>& headers, std::string_view name) {
  for (const HttpHeader& header : headers) {
    if (header.name == name) return header.value;
  }
  return {};
}

std::string authorization(const Signable& request, std::string_view hash) {
  return header(signed_headers(request, hash, example, "us-east-1", may_24()), "authorization");
}

TEST(SigV4, SignsGetObjectWithARange) {
  const Signable request{
      .method = "GET", .host = std::string(host), .path = "/test.txt", .headers = {{"Range", "bytes=0-9"}}};
  EXPECT_EQ(authorization(request, empty_hash),
            "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request, "
            "SignedHeaders=host;range;x-amz-content-sha256;x-amz-date, "
            "Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41");
}

TEST(SigV4, SignsPutObjectWithAKeyThatNeedsEncoding) {
  const Signable request{
      .method = "PUT",
      .host = std::string(host),
      .path = "/test$file.text",
      .headers = {{"Date", "Fri, 24 May 2013 00:00:00 GMT"}, {"x-amz-storage-class", "REDUCED_REDUNDANCY"}}};
  EXPECT_EQ(authorization(request, to_hex(sha256(as_bytes("Welcome to Amazon S3.")))),
            "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request, "
            "SignedHeaders=date;host;x-amz-content-sha256;x-amz-date;x-amz-storage-class, "
            "Signature=98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd");
}

TEST(SigV4, SignsAQueryWithoutAValue) {
  const Signable request{.method = "GET", .host = std::string(host), .path = "/", .query = {{"lifecycle", ""}}};
  EXPECT_TRUE(authorization(request, empty_hash)
                  .ends_with("Signature=fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543"));
}

TEST(SigV4, SignsAQueryInSortedOrder) {
  const Signable request{
      .method = "GET", .host = std::string(host), .path = "/", .query = {{"prefix", "J"}, {"max-keys", "2"}}};
  EXPECT_TRUE(authorization(request, empty_hash)
                  .ends_with("Signature=34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7"));
}

TEST(SigV4, PresignsGetObject) {
  const Signable request{.method = "GET", .host = std::string(host), .path = "/test.txt"};
  EXPECT_EQ(presigned_query(request, example, "us-east-1", may_24(), std::chrono::seconds(86400)),
            "X-Amz-Algorithm=AWS4-HMAC-SHA256"
            "&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request"
            "&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host"
            "&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404");
}

TEST(SigV4, SendsAndSignsASessionToken) {
  Credentials temporary = example;
  temporary.session_token = Secret("a/token+");
  const Signable request{.method = "GET", .host = std::string(host), .path = "/test.txt"};
  const auto headers = signed_headers(request, empty_hash, temporary, "us-east-1", may_24());
  EXPECT_EQ(header(headers, "x-amz-security-token"), "a/token+");
  EXPECT_NE(header(headers, "authorization").find("x-amz-date;x-amz-security-token,"), std::string::npos);
  const std::string query = presigned_query(request, temporary, "us-east-1", may_24(), std::chrono::seconds(60));
  EXPECT_NE(query.find("&X-Amz-Security-Token=a%2Ftoken%2B&"), std::string::npos);
}

TEST(SigV4, CollapsesBlanksInsideHeaderValues) {
  Signable plain{.method = "GET", .host = std::string(host), .path = "/", .headers = {{"x-note", "a b"}}};
  Signable padded{.method = "GET", .host = std::string(host), .path = "/", .headers = {{"X-Note", "  a   b "}}};
  EXPECT_EQ(authorization(plain, empty_hash), authorization(padded, empty_hash));
}

TEST(SigV4, SortsQueriesByTheirEncodedForm) {
  EXPECT_EQ(canonical_query({{"b", "2"}, {"a", "x y"}, {"a", "é"}}), "a=%C3%A9&a=x%20y&b=2");
}

}  // namespace
}  // namespace tessera::s3
