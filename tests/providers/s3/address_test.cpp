#include "providers/s3/address.h"

#include <gtest/gtest.h>

namespace tessera::s3 {
namespace {

TEST(S3Address, PutsTheBucketIntoTheHostAtAws) {
  EXPECT_EQ(address_of(std::nullopt, "eu-west-1", {"pictures", "a/b c.png"}).url(),
            "https://pictures.s3.eu-west-1.amazonaws.com/a/b%20c.png");
}

TEST(S3Address, PutsABucketWithDotsIntoThePathBecauseNoCertificateFits) {
  EXPECT_EQ(address_of(std::nullopt, "eu-west-1", {"my.pictures", "a.png"}).url(),
            "https://s3.eu-west-1.amazonaws.com/my.pictures/a.png");
}

TEST(S3Address, UsesPathStyleAtAnEndpointOfOnesOwn) {
  const auto endpoint = parse_endpoint("http://127.0.0.1:8480");
  ASSERT_TRUE(endpoint);
  EXPECT_EQ(address_of(*endpoint, "us-east-1", {"pictures", "a.png"}).url(), "http://127.0.0.1:8480/pictures/a.png");
  EXPECT_EQ(address_of(*endpoint, "us-east-1", {"pictures", "a.png"}).host, "127.0.0.1:8480");
}

TEST(S3Address, KeepsThePathOfAnEndpoint) {
  const auto endpoint = parse_endpoint("https://store.example.org:443/storage/v1/s3/");
  ASSERT_TRUE(endpoint);
  const Address address = address_of(*endpoint, "us-east-1", {"pictures", "a.png"});
  EXPECT_EQ(address.host, "store.example.org");
  EXPECT_EQ(address.path, "/storage/v1/s3/pictures/a.png");
}

TEST(S3Address, RefusesEndpointsThatAreNotPlain) {
  for (const char* text : {"", "store.example.org", "ftp://store", "https://user:pw@store", "https://store/?a=b"}) {
    const auto endpoint = parse_endpoint(text);
    ASSERT_FALSE(endpoint) << text;
    EXPECT_EQ(endpoint.error().kind, ErrorKind::configuration);
    EXPECT_EQ(endpoint.error().message.find("pw"), std::string::npos);
  }
}

TEST(S3Address, ReadsObjectUrls) {
  const auto name = parse_object_url("s3://pictures/a/b.png");
  ASSERT_TRUE(name);
  EXPECT_EQ(*name, (ObjectName{"pictures", "a/b.png"}));
  for (const char* text : {"s3://", "s3://pictures", "s3://pictures/", "s3://Up/x", "s3://a/b", "https://pictures/x"}) {
    EXPECT_FALSE(parse_object_url(text)) << text;
  }
}

TEST(S3Address, AcceptsOnlyNamesThatCanStandInAHost) {
  EXPECT_TRUE(is_bucket_name("a-b.c1"));
  for (const char* name : {"ab", "a/b", "a..b", "-ab", "ab-", "a b", "A12", "evil.example.org/x"}) {
    EXPECT_FALSE(is_bucket_name(name)) << name;
  }
  EXPECT_TRUE(is_region_name("auto"));
  for (const char* name : {"", "us east", "x.evil.org", "a/b", "-a"}) EXPECT_FALSE(is_region_name(name)) << name;
}

TEST(S3Address, FindsTheRegionInAwsHosts) {
  EXPECT_EQ(region_in_host("b.s3.eu-west-1.amazonaws.com"), "eu-west-1");
  EXPECT_EQ(region_in_host("b.s3-us-west-2.amazonaws.com"), "us-west-2");
  EXPECT_EQ(region_in_host("s3.amazonaws.com"), "");
  EXPECT_EQ(region_in_host("b.s3.eu-west-1.example.org"), "");
}

}  // namespace
}  // namespace tessera::s3
