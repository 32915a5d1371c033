/**
 * Maps the values of the policy library to the API's messages and back. Pure and stateless: worker
 * and gateway meet here and nowhere else.
 */
package dev.hindcast.policyproto;
